"""What happens in the year and what goes wrong, decided from the year alone.

Shares of mistakes are those an office of this size would own up to; they are chosen so that every
reason of every register occurs in a year, not taken from anybody's figures.
"""
