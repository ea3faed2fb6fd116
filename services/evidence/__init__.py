"""What leaves the house with everything that proves it, for others to verify offline."""
