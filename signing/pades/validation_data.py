"""What a file carries for its own validation: the DSS (ETSI EN 319 142-1, 5.4) and CMS data."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from asn1crypto import cms, crl, ocsp, x509  # type: ignore[import-untyped]
from pyhanko.pdf_utils import generic

from signing.pades.changes.equality import items, raw
from signing.pades.changes.revisions import Revision
from signing.pades.cms import certificates_of, read_signed_data, revocation_data, tokens_of

#: A store with more entries than this is hostile; the rest is not read.
MOST_ENTRIES = 1_000
#: A revocation list of a large authority has ten megabytes.
LARGEST = 64 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class ValidationData:
    """Certificates and revocation data found in a file, not judged yet."""

    certificates: tuple[x509.Certificate, ...] = ()
    crls: tuple[crl.CertificateList, ...] = ()
    ocsps: tuple[ocsp.OCSPResponse, ...] = ()

    def __add__(self, other: "ValidationData") -> "ValidationData":
        """Everything of both."""
        return ValidationData(
            certificates=self.certificates + other.certificates,
            crls=self.crls + other.crls,
            ocsps=self.ocsps + other.ocsps,
        )


def data_inside(encoded: bytes) -> ValidationData:
    """Return what a CMS signature and its time stamps carry.

    Raises:
        BadCms: it cannot be read.
    """
    signed, _ = read_signed_data(encoded)
    data = _data_of(signed)
    for token in tokens_of(signed["signer_infos"][0]):
        data += _data_of(read_signed_data(token)[0])
    return data


def _data_of(signed: cms.SignedData) -> ValidationData:
    crls, ocsps = revocation_data(signed)
    return ValidationData(certificates=certificates_of(signed), crls=crls, ocsps=ocsps)


def read_store(revision: Revision) -> ValidationData:
    """Return the document security store; what cannot be read is left out."""
    store = revision.resolve(raw(revision.root, "/DSS"))
    if not isinstance(store, generic.DictionaryObject):
        return ValidationData()
    entries = [store, *_hints(revision, store)]
    certificates = _streams(revision, entries, ("/Certs", "/Cert"))
    crls = _streams(revision, entries, ("/CRLs", "/CRL"))
    ocsps = _streams(revision, entries, ("/OCSPs", "/OCSP"))
    return ValidationData(
        certificates=tuple(_parsed(x509.Certificate, certificates)),
        crls=tuple(_parsed(crl.CertificateList, crls)),
        ocsps=tuple(_parsed(ocsp.OCSPResponse, ocsps)),
    )


def _hints(
    revision: Revision, store: generic.DictionaryObject
) -> Iterator[generic.DictionaryObject]:
    """Entries of /VRI: some tools put data only there."""
    hints = revision.resolve(raw(store, "/VRI"))
    if isinstance(hints, generic.DictionaryObject):
        for key in list(hints)[:MOST_ENTRIES]:
            one = revision.resolve(raw(hints, str(key)))
            if isinstance(one, generic.DictionaryObject):
                yield one


def _streams(
    revision: Revision, entries: Iterable[generic.DictionaryObject], keys: tuple[str, str]
) -> list[bytes]:
    found: dict[bytes, None] = {}
    for entry in entries:
        for key in keys:
            array = revision.resolve(raw(entry, key))
            for one in items(array) if isinstance(array, generic.ArrayObject) else ():
                stream = revision.resolve(one)
                if isinstance(stream, generic.StreamObject) and len(found) < MOST_ENTRIES:
                    found[_data(stream)] = None
    return list(found)


def _data(stream: generic.StreamObject) -> bytes:
    try:
        data = stream.data
    except Exception:  # noqa: BLE001 - a broken stream raises errors of a dozen kinds
        return b""
    return bytes(data) if len(data) <= LARGEST else b""


def _parsed(kind: Any, encoded: Iterable[bytes]) -> Iterator[Any]:
    for one in encoded:
        try:
            parsed = kind.load(one, strict=True)
        except Exception:  # noqa: BLE001, S112 - asn1crypto raises what it likes on hostile input
            continue
        yield parsed
