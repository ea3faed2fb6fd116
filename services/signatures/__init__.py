"""Verification of any PDF over HTTP. Signing sessions for keys held elsewhere are to come."""
