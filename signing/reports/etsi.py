"""The validation report of ETSI TS 119 102-2 (V1.2.1), written element by element.

Element names, their order and the registered URNs are the specification's; each function names
its clause. Certificates and the signed revision stand in it by digest, not by value.
"""

import base64
import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from signing.reports.objects import ObjectList
from signing.reports.vocabulary import (
    DS,
    OUR_CONSTRAINTS,
    OUR_POLICY,
    VR,
    XADES,
    main_indication,
    revocation_reason,
    sub_indication,
)
from signing.verdicts import CertificateFacts, Indication, Level, SignatureFacts, Verdict

_PROCESS: dict[Level | None, str] = {
    Level.B_LTA: "urn:etsi:019102:validationprocess:LTA",
    Level.B_LT: "urn:etsi:019102:validationprocess:LTVM",
    Level.B_T: "urn:etsi:019102:validationprocess:LTVM",
}
_BASIC = "urn:etsi:019102:validationprocess:Basic"
_APPLIED = "urn:etsi:019102:constraintStatus:applied"
_TIME_STAMP_PROOF = "urn:etsi:019102:poetype:validation"
_POLICY_PROOF = "urn:etsi:019102:poetype:policy"


def etsi_report(verdict: Verdict, pdf: bytes, *, now: datetime) -> bytes:
    """Return the report on ``pdf`` as XML in UTF-8; ``now`` is the time of the validation."""
    for prefix, namespace in (("vr", VR), ("ds", DS), ("xades", XADES)):
        ET.register_namespace(prefix, namespace)
    root = ET.Element(f"{{{VR}}}ValidationReport")
    objects = ObjectList()
    if not verdict.signatures:
        _status(_add(_add(root, "SignatureValidationReport"), "SignatureValidationStatus"), None)
    for facts in verdict.signatures:
        _signature(_add(root, "SignatureValidationReport"), facts, pdf, objects, now=now)
    objects.write(root)
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _signature(
    report: ET.Element, facts: SignatureFacts, pdf: bytes, objects: ObjectList, *, now: datetime
) -> None:
    """4.3: what is said of one signature, in the order of the schema."""
    _identifier(report, facts)
    _constraints(report, facts)
    _times(report, facts, objects, now=now)
    if facts.covers:
        _signers_document(report, pdf[: facts.covers], objects)
    _attributes(report, facts)
    if facts.fingerprint:
        signer = _add(report, "SignerInformation")
        own = objects.certificate(facts.fingerprint)
        _add(signer, "SignerCertificate", VOReference=own)
        _add(signer, "Signer", facts.signer or "?")
    process = _add(report, "SignatureValidationProcess")
    _add(process, "SignatureValidationProcessID", _PROCESS.get(facts.level, _BASIC))
    status = _add(report, "SignatureValidationStatus")
    _status(status, facts)
    _associated(status, facts, objects)


def _identifier(report: ET.Element, facts: SignatureFacts) -> None:
    """4.3.3; the identifier is made of the field and the certificate, so it stays the same."""
    made = hashlib.sha256(f"{facts.field}\0{facts.fingerprint}".encode()).hexdigest()
    identifier = _add(report, "SignatureIdentifier", id=f"S-{made}")
    _add(identifier, "HashOnly", "false")
    _add(identifier, "DocHashOnly", "false")
    _add(identifier, "DAIdentifier", facts.field)


def _constraints(report: ET.Element, facts: SignatureFacts) -> None:
    """4.3.5: the rules of the house that said no, each by its code."""
    evaluated = _add(report, "ValidationConstraintsEvaluationReport")
    policy = _add(evaluated, "SignatureValidationPolicy")
    named = _add(policy, "SignaturePolicyIdentifier")
    identifier = ET.SubElement(
        ET.SubElement(named, f"{{{XADES}}}SignaturePolicyId"), f"{{{XADES}}}SigPolicyId"
    )
    ET.SubElement(identifier, f"{{{XADES}}}Identifier").text = OUR_POLICY
    hashed = ET.SubElement(named[0], f"{{{XADES}}}SigPolicyHash")
    _digest(hashed, OUR_POLICY.encode())
    for code in facts.problems:
        constraint = _add(evaluated, "ValidationConstraint")
        _add(constraint, "ValidationConstraintIdentifier", OUR_CONSTRAINTS + code)
        _add(_add(constraint, "ConstraintStatus"), "Status", _APPLIED)
        _status(_add(constraint, "ValidationStatus"), facts)


def _times(
    report: ET.Element, facts: SignatureFacts, objects: ObjectList, *, now: datetime
) -> None:
    """4.3.6: when it was validated, and the earliest moment at which it surely existed."""
    times = _add(report, "ValidationTimeInfo")
    _add(times, "ValidationTime", _moment(now))
    best = _add(times, "BestSignatureTime")
    stamp = facts.timestamp
    if stamp is not None and stamp.trusted:
        _add(best, "POETime", _moment(stamp.time))
        _add(best, "TypeOfProof", _TIME_STAMP_PROOF)
        if stamp.chain:
            _add(best, "POEObject", VOReference=objects.certificate(stamp.chain[0].fingerprint))
        return
    _add(best, "POETime", _moment(now))
    _add(best, "TypeOfProof", _POLICY_PROOF)


def _signers_document(report: ET.Element, revision: bytes, objects: ObjectList) -> None:
    """4.3.7: the signed revision of the file, by its digest."""
    document = _add(report, "SignersDocument")
    _digest(_add(document, "DigestAlgAndValue"), revision)
    reference = objects.signed_data(hashlib.sha256(revision).digest())
    _add(document, "SignersDocumentRepresentation", VOReference=reference)


def _attributes(report: ET.Element, facts: SignatureFacts) -> None:
    """4.3.8: what the signature carries, in the order of the schema."""
    attributes = _add(report, "SignatureAttributes")
    if facts.claimed_at is not None:
        claimed = _add(attributes, "SigningTime", Signed="true")
        _add(claimed, "Time", _moment(facts.claimed_at))
    if facts.timestamp is not None:
        stamped = _add(attributes, "SignatureTimeStamp", Signed="false")
        _add(stamped, "TimeStampValue", _moment(facts.timestamp.time))
    if facts.is_document_timestamp and facts.signed_at is not None:
        stamped = _add(attributes, "DocTimeStamp", Signed="false")
        _add(stamped, "TimeStampValue", _moment(facts.signed_at))


def _status(status: ET.Element, facts: SignatureFacts | None) -> None:
    """4.3.4: indication and sub-indication; without facts there was no signature."""
    _add(status, "MainIndication", main_indication(facts))
    if facts is not None and facts.indication is not Indication.PASSED and facts.sub_indication:
        _add(status, "SubIndication", sub_indication(facts.sub_indication))


def _associated(status: ET.Element, facts: SignatureFacts, objects: ObjectList) -> None:
    """4.3.4.5: the chain that was found, and the revocation where there was one."""
    revoked = next((one for one in facts.chain if _is_revoked(one)), None)
    if not facts.chain:
        return
    data = _add(status, "AssociatedValidationReportData")
    anchor = facts.chain[-1] if facts.chain[-1].is_anchor else None
    if anchor is not None:
        _add(data, "TrustAnchor", VOReference=objects.certificate(anchor.fingerprint))
    _chain(_add(data, "CertificateChain"), facts.chain, objects)
    if revoked is not None and revoked.revocation is not None and revoked.revocation.revoked_at:
        told = _add(data, "RevocationStatusInformation")
        _add(told, "ValidationObjectId", VOReference=objects.certificate(revoked.fingerprint))
        _add(told, "RevocationTime", _moment(revoked.revocation.revoked_at))
        if reason := revocation_reason(revoked.revocation.reason):
            _add(told, "RevocationReason", reason)


def _chain(parent: ET.Element, chain: Sequence[CertificateFacts], objects: ObjectList) -> None:
    """4.3.4.5.3: the signer's own first, the anchor last."""
    _add(parent, "SigningCertificate", VOReference=objects.certificate(chain[0].fingerprint))
    for one in chain[1:]:
        name = "TrustAnchor" if one.is_anchor else "IntermediateCertificate"
        _add(parent, name, VOReference=objects.certificate(one.fingerprint))


def _is_revoked(one: CertificateFacts) -> bool:
    return one.revocation is not None and one.revocation.revoked_at is not None


def _digest(parent: ET.Element, data: bytes) -> None:
    method = "http://www.w3.org/2001/04/xmlenc#sha256"
    ET.SubElement(parent, f"{{{DS}}}DigestMethod", Algorithm=method)
    value = base64.b64encode(hashlib.sha256(data).digest()).decode()
    ET.SubElement(parent, f"{{{DS}}}DigestValue").text = value


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    made = ET.SubElement(parent, f"{{{VR}}}{name}", attributes)
    made.text = None if text is None else _printable(text)
    return made


def _printable(text: str) -> str:
    """XML 1.0 allows no control characters, and names in certificates may hold any."""
    return "".join(char if char.isprintable() else " " for char in text)
