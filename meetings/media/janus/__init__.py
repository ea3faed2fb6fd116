"""Janus behind the port: a room is a room of its VideoRoom, UP a publisher, DOWN a subscriber.

Read in the source of 1.1.2, the version of Debian 12.
"""
