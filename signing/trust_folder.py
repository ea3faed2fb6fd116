"""A folder of anchors, intermediates, revocation lists and trusted lists, as an office keeps it.

Roots are told from intermediates by themselves: a root signed itself. An intermediate is
never trusted on its own. A file that cannot be used is named and left out; it must not
stop the verification of everything else.

- ``*.pem *.crt *.cer *.der *.p7b *.p7c``: certificates, PEM or DER, one or many
- ``*.crl``: revocation lists, PEM or DER
- ``*.xml``: trusted lists of ETSI TS 119 612, which count if a certificate in
  ``list-signers/`` signed them
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding

from signing.revocation.client import read_certificates
from signing.trusted_lists.errors import BadTrustedList
from signing.trusted_lists.services import TrustedList, read_trusted_list

T = TypeVar("T")

#: Folders with more files than this are a mistake, such as a whole home directory.
MOST_FILES = 500
SIGNERS = "list-signers"
CERTIFICATES = frozenset({".pem", ".crt", ".cer", ".der", ".p7b", ".p7c"})
LISTS = ".crl"
TRUSTED_LISTS = ".xml"
_PEM = b"-----BEGIN"
#: Files read before, by place, time and size. A busy folder changes a few times a day.
_KEPT = 2 * MOST_FILES


@dataclass(frozen=True, kw_only=True)
class TrustFolder:
    """What the folder holds; ``problems`` are sentences for the administrator, with file names."""

    roots: tuple[bytes, ...] = ()
    intermediates: tuple[bytes, ...] = ()
    revocation_lists: tuple[bytes, ...] = ()
    trusted_lists: tuple[TrustedList, ...] = ()
    problems: tuple[str, ...] = ()


def read_trust_folder(folder: Path, *, now: datetime) -> TrustFolder:
    """Read everything usable; what is out of date at ``now`` is used, and a problem."""
    if not folder.is_dir():
        return TrustFolder(problems=(f"{folder} is no folder",))
    problems: list[str] = []
    found = sorted(one for one in folder.iterdir() if one.is_file())
    if len(found) > MOST_FILES:
        problems.append(f"{len(found)} files: only the first {MOST_FILES} are read")
    files = [(path, path.suffix.lower()) for path in found[:MOST_FILES]]
    certificates = [
        one
        for path, kind in files
        if kind in CERTIFICATES
        for one in _read(path, _certificates, problems) or ()
    ]
    roots = tuple(one for one in certificates if is_root(one))
    lists = [
        (path, _read(path, _revocation_list, problems)) for path, kind in files if kind == LISTS
    ]
    problems += [f"{path.name}: out of date" for path, one in lists if one and _is_old(one, now)]
    trusted = _trusted_lists(
        [path for path, kind in files if kind == TRUSTED_LISTS], folder, problems, now=now
    )
    return TrustFolder(
        roots=roots,
        intermediates=tuple(one for one in certificates if one not in roots),
        revocation_lists=tuple(one for _, one in lists if one),
        trusted_lists=trusted,
        problems=tuple(problems),
    )


@lru_cache(maxsize=_KEPT)
def is_root(certificate: bytes) -> bool:
    """Whether it signed itself."""
    loaded = x509.load_der_x509_certificate(certificate)
    return loaded.issuer == loaded.subject and _issued(loaded, loaded)


def _read(path: Path, read: Callable[[bytes], T], problems: list[str]) -> T | None:
    try:
        stat = path.stat()
        kept: T = _kept(path, stat.st_mtime_ns, stat.st_size, read)
    except (OSError, ValueError) as error:
        problems.append(f"{path.name}: cannot be used ({type(error).__name__})")
        return None
    return kept


@lru_cache(maxsize=_KEPT)
def _kept(path: Path, changed: int, size: int, read: Callable[[bytes], T]) -> T:
    del changed, size  # They only tell one state of the file from another.
    return read(path.read_bytes())


def _certificates(data: bytes) -> tuple[bytes, ...]:
    return read_certificates(data)


def _revocation_list(data: bytes) -> bytes:
    load = x509.load_pem_x509_crl if _PEM in data else x509.load_der_x509_crl
    return load(data).public_bytes(Encoding.DER)


def _is_old(revocation_list: bytes, now: datetime) -> bool:
    until = x509.load_der_x509_crl(revocation_list).next_update_utc
    return until is not None and until < now


def _trusted_lists(
    paths: list[Path], folder: Path, problems: list[str], *, now: datetime
) -> tuple[TrustedList, ...]:
    if not paths:
        return ()
    places = sorted((folder / SIGNERS).glob("*"))[:MOST_FILES]
    signers = tuple(one for path in places for one in _read(path, _certificates, problems) or ())
    if not signers:
        problems.append(f"{SIGNERS}/ has no certificate: no trusted list can be used")
        return ()
    found = []
    for path in paths:
        read = _trusted_list(path, signers, problems, now=now)
        if read is None:
            continue
        found.append(read)
        if read.next_update is not None and read.next_update < now:
            problems.append(f"{path.name}: out of date since {read.next_update:%Y-%m-%d}")
    return tuple(found)


def _trusted_list(
    path: Path, signers: tuple[bytes, ...], problems: list[str], *, now: datetime
) -> TrustedList | None:
    try:
        stat = path.stat()
        # The signature of a list takes a tenth of a second: looked at once a day and file.
        return _kept_list(path, stat.st_mtime_ns, stat.st_size, signers, now.date().isoformat())
    except BadTrustedList as error:
        problems.append(f"{path.name}: cannot be used ({error.reason})")
    except OSError as error:
        problems.append(f"{path.name}: cannot be used ({type(error).__name__})")
    return None


@lru_cache(maxsize=64)
def _kept_list(
    path: Path, changed: int, size: int, signers: tuple[bytes, ...], day: str
) -> TrustedList:
    del changed, size
    at = datetime.fromisoformat(f"{day}T00:00:00+00:00")
    return read_trusted_list(path.read_bytes(), signers, now=at)


def list_loose(folder: TrustFolder) -> list[str]:
    """Name intermediates that lead nowhere: meant as anchors, or a root is missing."""
    known = [x509.load_der_x509_certificate(one) for one in folder.intermediates]
    above = known + [x509.load_der_x509_certificate(one) for one in folder.roots]
    return [
        f"{one.subject.rfc4514_string()}: its issuer is not in the folder"
        for one in known
        if not any(_issued(one, issuer) for issuer in above)
    ]


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
