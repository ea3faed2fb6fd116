"""Revocation data and missing certificates from their issuers, within what is allowed.

How to use it: make one :class:`signing.revocation.client.RevocationClient` for one task
(one file verified, one file extended), so that its limits count for that task::

    client = RevocationClient(FetchRules.of(settings), now=now)
    lists = await client.lists_for(certificate)            # CRLs (DER)
    answer = await client.answer_for(certificate, issuer)  # an OCSP response (DER) or None
    above = await client.issuers_of(certificate)           # from its caIssuers addresses
    client.problems                                        # why something was not fetched

It raises nothing: what cannot be had is missing, and ``problems`` says why. What it
returns parses but is *not* verified: whoever uses it checks the signatures. pyHanko gets
it through :func:`signing.pades.fetchers.fetchers_for`.

Nothing is fetched unless its host is in ``CONGVU_SIGNING_FETCH_HOSTS``, which is empty
unless an administrator fills it: the addresses stand in certificates, so whoever made a
hostile file chose them.
"""
