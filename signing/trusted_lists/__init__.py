"""Trusted lists after ETSI TS 119 612: which services were approved, and when.

A list counts only if its signature holds with a certificate that the office configured;
what is read is what the signature covers. The one folder that imports lxml and signxml.
"""
