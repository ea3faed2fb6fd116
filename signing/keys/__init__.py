"""Private keys behind one port: in software for the trial, on tokens, at remote services.

:mod:`signing.keys.port` says what a key is, :mod:`signing.keys.opening` finds one by its name.
"""
