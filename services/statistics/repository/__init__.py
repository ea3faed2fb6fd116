"""Questions to the registers, the journal and the directory."""
