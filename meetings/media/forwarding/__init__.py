"""The forwarding engine: decrypt once, patch the header, encrypt for each viewer, send.

Nothing is decoded. One UDP socket per local address serves everybody (ICE-lite); DTLS and the
keys are aiortc's, SRTP is libsrtp's through pylibsrtp, datagrams leave in batches.
"""
