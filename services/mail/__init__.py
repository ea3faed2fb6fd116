"""Mail, behind one port: SMTP where a server is named, nothing where none is."""
