"""What an evidence package holds, by name, and the manifest over it."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from signing.evidence import EvidenceParts, SignaturePart
from signing.facts import plain_facts
from signing.reports.etsi import etsi_report
from signing.verdicts import Verdict

DOCUMENT = "document.pdf"
MANIFEST = "manifest.json"
MANIFEST_SIGNATURE = "manifest.p7s"
_DATA = Path(__file__).parent / "data"
_CARRIED = ("README.vi.md", "README.en.md", "verify_evidence.py")
_PLAIN = re.compile(r"[^A-Za-z0-9]+")

Files = dict[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """A signed file and what was found out about it."""

    pdf: bytes
    parts: EvidenceParts
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """What the system knows of a document, as JSON values."""

    about: Mapping[str, object]
    receipts: list[dict[str, Any]]
    journal: list[dict[str, Any]]
    #: The entries' place in the log, or None where that could not be said.
    proof: dict[str, Any] | None
    #: What else belongs into the package, by name.
    beside: Mapping[str, bytes] = field(default_factory=dict)


def contents_of(
    document: Proven, attachments: Sequence[Proven], records: Records, *, now: datetime
) -> Files:
    """Every file of the package but the manifest's signature; the manifest is the last."""
    files: Files = {}
    described = _proven(files, DOCUMENT, "report/validation", document, now=now)
    for number, one in enumerate(attachments, 1):
        name = f"{number:02d}"
        described += _proven(
            files, f"attachments/{name}.pdf", f"report/attachment-{name}", one, now=now
        )
    for number, receipt in enumerate(records.receipts, 1):
        files[f"receipts/{number:02d}.json"] = _json(receipt)
    files["journal/entries.json"] = _json(records.journal)
    if records.proof is not None:
        files["journal/proof.json"] = _json(records.proof)
    files |= records.beside
    files |= {name: (_DATA / name).read_bytes() for name in _CARRIED}
    manifest = {
        "kind": "congvu-evidence-1",
        **records.about,
        "made_at": now.isoformat(timespec="seconds"),
        "document": DOCUMENT,
        "signatures": described,
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
    }
    return {**files, MANIFEST: _json(manifest)}


def _proven(
    files: Files, path: str, report: str, proven: Proven, *, now: datetime
) -> list[dict[str, Any]]:
    """Put a signed file and its proof among the files; what the manifest says of its signatures."""
    files[path] = proven.pdf
    for kind, known in (
        ("crl", proven.parts.revocation_lists),
        ("ocsp", proven.parts.ocsp_responses),
    ):
        for data in known:
            files[f"revocation/{hashlib.sha256(data).hexdigest()[:16]}.{kind}"] = data
    files[f"{report}.json"] = _json(plain_facts(proven.verdict))
    files[f"{report}.xml"] = etsi_report(proven.verdict, proven.pdf, now=now)
    before = sum(name.startswith("signatures/") for name in files)
    return [
        {"file": path, **_signature(files, number, part)}
        for number, part in enumerate(proven.parts.signatures, before + 1)
    ]


def _signature(files: Files, number: int, part: SignaturePart) -> dict[str, Any]:
    """Put the signature and its certificates among the files; what the manifest says of it."""
    name = f"{number:02d}-{_PLAIN.sub('-', part.field).strip('-') or 'field'}"
    path = f"signatures/{name}.{'tst' if part.is_document_timestamp else 'p7s'}"
    files[path] = part.cms
    if part.time_stamp is not None:
        files[f"time-stamps/{name}.tst"] = part.time_stamp
    return {
        "field": part.field,
        "is_document_timestamp": part.is_document_timestamp,
        "cms": path,
        "byte_range": part.byte_range,
        "chain": [_certificate(files, one) for one in part.chain],
        "stamp_chain": [_certificate(files, one) for one in part.stamp_chain],
    }


def _certificate(files: Files, der: bytes) -> str:
    """In PEM, named by its digest, since several signatures share one."""
    path = f"certificates/{hashlib.sha256(der).hexdigest()[:16]}.pem"
    files[path] = x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM)
    return path


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str).encode() + b"\n"
