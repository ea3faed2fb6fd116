"""A Merkle log as others can verify it: RFC 6962 tree, C2SP tiles, checkpoints and cosignatures.

Knows no database, no store and no journal: hashes and texts in, hashes and texts out.
"""
