"""Forwarding media: this engine beside Janus, with the same clients on the same machine."""
