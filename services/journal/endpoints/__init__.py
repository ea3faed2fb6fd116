"""The journal over HTTP, for auditors."""
