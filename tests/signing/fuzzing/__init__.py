"""Fuzzing of verification: signed samples changed at random, by structure and by coverage.

`make fuzz` runs it for FUZZ_SECONDS; the ordinary tests take a few dozen examples.
"""
