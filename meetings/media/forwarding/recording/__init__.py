"""Recording without decoding: what comes is written, joined afterwards by other tools."""
