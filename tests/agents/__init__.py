"""Signing programs as they run on an official's machine, for tests; independent of signing/."""
