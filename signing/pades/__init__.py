"""The only door to pyHanko: reading, preparing, stamping, signing and examining PDFs.

Its verdicts are input to :mod:`signing.policy`, never passed on as they are, since on
its own pyHanko accepts some known attacks.
"""

from signing.pades import asn1, hexadecimal

__all__ = ["asn1", "hexadecimal"]
