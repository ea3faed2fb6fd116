"""The evidence package: a document with everything that proves it, for others to verify offline."""
