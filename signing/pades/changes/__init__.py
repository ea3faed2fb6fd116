"""What was done to a file after it was signed, told from its objects.

A signature covers the file up to its own end. That beginning is read as a file of its
own, as the signer saw it, and compared with the file as it stands: which objects lie
elsewhere now, and whether each of them is explained by something that may follow a
signature. What is not explained is a change of content. pyHanko's own comparison is not
used: it lets some attacks through and refuses what honest tools write (ADR 0026).
"""
