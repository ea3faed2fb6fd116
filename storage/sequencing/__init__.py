"""The journal as a Merkle log: rows get a leaf index, tiles are written, checkpoints are signed.

The transaction that writes a row pays for the row and a mark of two columns. One process at a time
sequences what is committed; whoever has a row can recompute its leaf (leaf.py).
"""
