"""Sound and pictures of a meeting: one port, the engines behind it, no decoding anywhere."""
