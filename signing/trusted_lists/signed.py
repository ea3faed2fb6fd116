"""Reading XML within bounds, and only what a configured certificate has signed."""

from collections.abc import Sequence
from datetime import datetime

from cryptography import x509
from lxml import etree  # type: ignore[import-untyped]
from signxml.exceptions import SignXMLException
from signxml.verifier import SignatureConfiguration, XMLVerifier

from signing.trusted_lists.errors import BadTrustedList

#: The largest national lists have some ten megabytes.
LARGEST = 32 * 1024 * 1024


def read_signed(data: bytes, signers: Sequence[bytes], *, now: datetime) -> etree._Element:
    """Return the element that one of ``signers`` (DER certificates) has signed.

    Raises:
        BadTrustedList: it is no XML, too large, or nobody of them signed it.
    """
    root = _parse(data)
    for signer in signers:
        found = _signed_by(root, signer, now=now)
        if found is not None:
            return found
    raise BadTrustedList("signature")


def _parse(data: bytes) -> etree._Element:
    """Parse without entities, without the network, and without any document type."""
    if len(data) > LARGEST:
        raise BadTrustedList("too_large")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadTrustedList("not_xml") from error
    tree = root.getroottree()
    # A list has none, and entities stand nowhere else.
    if tree.docinfo.internalDTD is not None or tree.docinfo.doctype:
        raise BadTrustedList("has_doctype")
    return root


def _signed_by(root: etree._Element, signer: bytes, *, now: datetime) -> etree._Element | None:
    config = SignatureConfiguration(
        location="./",
        # An XAdES signature refers to the list and to its own properties.
        expect_references=False,
        verification_time=now,
    )
    certificate = x509.load_der_x509_certificate(signer)
    try:
        found = XMLVerifier().verify(root, x509_cert=certificate, expect_config=config)
    except (SignXMLException, etree.LxmlError, ValueError, TypeError, KeyError, LookupError):
        return None
    results = found if isinstance(found, list) else [found]
    covered = [one.signed_xml for one in results]
    return next((one for one in covered if one is not None and one.tag == root.tag), None)
