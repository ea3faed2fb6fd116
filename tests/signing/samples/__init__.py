"""Signed files of our own making, each with the verdict that is expected of it.

``table.SAMPLES`` holds them all once the families are imported; ``open.OPEN`` names those
that today's verification judges wrongly. ``python -m tests.signing.samples`` compares.
"""
