"""PDF in, signed PDF or verdict out.

Knows no Document and no agency, speaks no HTTP and opens no database. The outer face
is :class:`signing.service.Signing`; its work runs in the processes of
:mod:`signing.workers`. ``signing.pades`` is the only door to pyHanko,
``signing.layout`` the only one to pypdfium2, ``signing.drawing`` draws with Pillow.
"""
