"""ETSI TS 119 102-2 (V1.2.1): the XML validation report, clause by clause.

The structure is checked against classes that pyHanko's makers generated from ETSI's schema: a
parser that knows them refuses an element the schema does not know.
"""

import base64
import hashlib
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from pyhanko.generated.etsi import ts_11910202 as schema
from xsdata.formats.dataclass.parsers import XmlParser
from xsdata.formats.dataclass.parsers.config import ParserConfig

from signing import verdicts
from signing.reports.etsi import etsi_report
from tests.web.test_verification import AT, SIGNATURE, certificate

PDF = b"%PDF-1.7 signed revision" + b" and what came after"
COVERS = 24
REVOKED = certificate(
    "Nguyễn Văn Hiệp",
    revocation=verdicts.RevocationFacts(
        source="crl", origin="embedded", at=AT, revoked_at=AT, reason="key_compromise"
    ),
)
FULL = replace(
    SIGNATURE,
    fingerprint="ab" * 32,
    claimed_at=AT - timedelta(minutes=1),
    covers=COVERS,
    chain=(REVOKED, *SIGNATURE.chain[1:]),
)
STAMP = verdicts.SignatureFacts(
    field="Stamp", is_document_timestamp=True, indication=verdicts.Indication.PASSED, signed_at=AT
)
NS = {"vr": "http://uri.etsi.org/19102/v1.2.1#", "ds": "http://www.w3.org/2000/09/xmldsig#"}


def report_of(*signatures: verdicts.SignatureFacts) -> bytes:
    verdict = verdicts.Verdict(
        outcome=verdicts.Outcome.INVALID, reason="digest_mismatch", signatures=signatures
    )
    return etsi_report(verdict, PDF, now=datetime(2024, 11, 26, tzinfo=UTC))


def read(report: bytes) -> schema.ValidationReport:
    strict = ParserConfig(
        fail_on_unknown_properties=True,
        fail_on_unknown_attributes=True,
        fail_on_converter_warnings=True,
    )
    return XmlParser(config=strict).from_bytes(report, schema.ValidationReport)


def first(report: bytes) -> schema.SignatureValidationReportType:
    return read(report).signature_validation_report[0]


def test_4_2_the_whole_report_is_what_the_schema_knows() -> None:
    read_back = read(report_of(FULL, STAMP))
    assert len(read_back.signature_validation_report) == 2
    missing = list(_missing(read_back, "ValidationReport"))
    assert missing == []


def _missing(value: Any, path: str) -> Any:
    """Elements that the schema requires and that are not there."""
    if isinstance(value, tuple):
        for one in value:
            yield from _missing(one, path)
    if not is_dataclass(value):
        return
    for one in fields(value):
        inner = getattr(value, one.name)
        required = one.metadata.get("required") or one.metadata.get("min_occurs", 0) > 0
        if required and inner in (None, ()):
            yield f"{path}.{one.name}"
        yield from _missing(inner, f"{path}.{one.name}")


def test_4_2_elements_stand_in_the_order_of_the_schema() -> None:
    root = ET.fromstring(report_of(FULL, STAMP))  # noqa: S314 - our own
    order = [one.metadata["name"] for one in fields(schema.SignatureValidationReportType)[:-1]]
    for one in root.findall("vr:SignatureValidationReport", NS):
        names = [child.tag.partition("}")[2] for child in one]
        assert names == sorted(names, key=order.index)


@pytest.mark.parametrize(
    ("indication", "said"),
    [
        (verdicts.Indication.PASSED, "total-passed"),
        (verdicts.Indication.FAILED, "total-failed"),
        (verdicts.Indication.INDETERMINATE, "indeterminate"),
    ],
)
def test_4_3_4_2_main_indication(indication: verdicts.Indication, said: str) -> None:
    status = first(report_of(replace(FULL, indication=indication))).signature_validation_status
    assert status is not None
    assert status.main_indication == f"urn:etsi:019102:mainindication:{said}"
    assert bool(status.sub_indication) is (indication is not verdicts.Indication.PASSED)


@pytest.mark.parametrize("one", verdicts.SubIndication)
def test_4_3_4_3_sub_indication(one: verdicts.SubIndication) -> None:
    status = first(report_of(replace(FULL, sub_indication=one))).signature_validation_status
    assert status is not None
    assert status.sub_indication == (f"urn:etsi:019102:subindication:{one}",)


def test_4_3_4_5_revocation_names_the_certificate_the_time_and_the_reason() -> None:
    status = first(report_of(FULL)).signature_validation_status
    assert status is not None
    told = status.associated_validation_report_data[0].revocation_status_information
    assert told is not None
    assert told.revocation_reason == "urn:etsi:019102:revocationReason:keyCompromise"
    assert str(told.revocation_time) == "2024-11-25T03:00:00Z"


def test_4_3_5_each_problem_is_a_constraint_that_was_applied() -> None:
    evaluated = first(report_of(FULL)).validation_constraints_evaluation_report
    assert evaluated is not None
    assert [one.validation_constraint_identifier for one in evaluated.validation_constraint] == [
        "urn:congvu:validation-constraint:changed_after_signing"
    ]


def test_4_3_6_the_best_time_is_the_trusted_stamp_and_else_the_time_of_validation() -> None:
    stamped = first(report_of(FULL)).validation_time_info
    bare = first(report_of(replace(FULL, timestamp=None))).validation_time_info
    assert stamped is not None and stamped.best_signature_time is not None  # noqa: PT018
    assert bare is not None and bare.best_signature_time is not None  # noqa: PT018
    assert str(stamped.best_signature_time.poetime) == "2024-11-25T03:00:00Z"
    assert bare.best_signature_time.poetime == bare.validation_time


def test_4_3_7_the_signed_revision_is_named_by_its_digest() -> None:
    root = ET.fromstring(report_of(FULL))  # noqa: S314 - our own
    value = root.find(".//vr:SignersDocument/vr:DigestAlgAndValue/ds:DigestValue", NS)
    assert value is not None
    assert value.text == base64.b64encode(hashlib.sha256(PDF[:COVERS]).digest()).decode()


def test_4_4_every_reference_leads_to_an_object_that_is_there_once() -> None:
    root = ET.fromstring(report_of(FULL, STAMP))  # noqa: S314 - our own
    ids = [one.attrib["id"] for one in root.iterfind(".//vr:ValidationObject", NS)]
    used = {one.attrib["VOReference"] for one in root.iter() if "VOReference" in one.attrib}
    assert len(ids) == len(set(ids))
    assert used == set(ids)


def test_a_file_without_a_signature_says_so() -> None:
    status = first(report_of()).signature_validation_status
    assert status is not None
    assert status.main_indication == "urn:etsi:019102:mainindication:noSignatureFound"


def test_names_with_control_characters_give_a_readable_report() -> None:
    report = first(report_of(replace(FULL, signer="A\x00B\x1b<&>", field="\x07")))
    assert report.signer_information is not None
    assert report.signer_information.signer == "A B <&>"
