"""A year of synthetic work for the district and its communes, whose ratios are known beforehand.

`planning` decides what happens and what goes wrong, from the year alone; `expecting` counts what
the registers must then say; `playing` lets the people do it, each step a use case at its hour.
"""
