"""ETSI TS 119 612: only what a configured certificate signed, and only for its time."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from lxml import etree  # type: ignore[import-untyped]

from signing.certificates import Authority
from signing.trusted_lists.errors import BadTrustedList
from signing.trusted_lists.services import TrustedList, read_trusted_list
from tests.signing.conftest import NOW
from tests.signing.issuers import Issuer, der
from tests.signing.lists import GRANTED, TSA, WITHDRAWN, service, sign, unsigned


@pytest.fixture(scope="module")
def operator() -> Authority:
    return Issuer("http://x.example", name="List Operator").signer()


@pytest.fixture(scope="module")
def authority() -> Issuer:
    return Issuer("http://x.example", name="Approved CA")


def read(data: bytes, *signers: Authority) -> TrustedList:
    return read_trusted_list(data, [der(one.certificate) for one in signers], now=NOW)


def reason_of(data: bytes, *signers: Authority) -> str:
    with pytest.raises(BadTrustedList) as refused:
        read(data, *signers)
    return refused.value.reason


def test_services_of_both_kinds_are_read(operator: Authority, authority: Issuer) -> None:
    root = authority.root.certificate
    other = service(root, kind="CertStatus/OCSP/QC")
    found = read(sign(unsigned(service(root), service(root, kind=TSA), other), operator), operator)
    assert (found.operator, found.sequence) == ("Supervisor", 7)
    assert [one.kind for one in found.services] == ["certificates", "time_stamps"]
    assert found.services[0].certificates == (der(root),)
    assert found.services[0].approved == ((datetime(2020, 1, 1, tzinfo=UTC), None),)
    assert found.next_update == NOW + timedelta(days=90)


def test_a_withdrawn_service_was_good_before(operator: Authority, authority: Issuer) -> None:
    states = [
        (WITHDRAWN, "2023-05-01T00:00:00Z"),
        (GRANTED, "2021-01-01T00:00:00Z"),
        (WITHDRAWN, "2020-06-01T00:00:00Z"),
        (GRANTED, "2020-01-01T00:00:00Z"),
    ]
    listed = unsigned(service(authority.root.certificate, states=states))
    [found] = read(sign(listed, operator), operator).services
    assert found.approved == (
        (datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 6, 1, tzinfo=UTC)),
        (datetime(2021, 1, 1, tzinfo=UTC), datetime(2023, 5, 1, tzinfo=UTC)),
    )


def test_one_of_several_signers_is_enough(operator: Authority, authority: Issuer) -> None:
    stranger = authority.signer()
    signed = sign(unsigned(service(authority.root.certificate)), operator)
    assert read(signed, stranger, operator).sequence == 7


def test_a_changed_list_is_refused(operator: Authority, authority: Issuer) -> None:
    states = [(WITHDRAWN, "2023-05-01T00:00:00Z")]
    signed = sign(unsigned(service(authority.root.certificate, states=states)), operator)
    assert reason_of(signed.replace(b"withdrawn", b"granted"), operator) == "signature"


def test_the_wrong_signer_and_none_are_refused(operator: Authority, authority: Issuer) -> None:
    signed = sign(unsigned(), authority.signer())
    assert reason_of(signed, operator) == "signature"
    assert reason_of(signed) == "signature"
    assert reason_of(unsigned(), operator) == "signature"


def test_an_expired_signer_is_refused(authority: Issuer) -> None:
    past = authority.signer()
    with pytest.raises(BadTrustedList):
        read_trusted_list(
            sign(unsigned(), past), [der(past.certificate)], now=NOW.replace(year=2041)
        )


def test_what_is_wrapped_around_a_signed_list_does_not_count(
    operator: Authority, authority: Issuer
) -> None:
    """The signature moved into a forged list that carries the signed one inside."""
    good = etree.fromstring(sign(unsigned(), operator))
    forged = etree.fromstring(unsigned(service(authority.root.certificate)))
    [signature] = good.findall("{http://www.w3.org/2000/09/xmldsig#}Signature")
    forged.append(signature)
    forged.append(good)
    assert reason_of(etree.tostring(forged), operator) == "signature"


def test_another_signed_document_is_no_list(operator: Authority) -> None:
    assert reason_of(sign(b"<letter Id='a'>granted</letter>", operator), operator) == "not_a_list"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not_xml"),
        (b"%PDF-1.7", "not_xml"),
        (b"<open>", "not_xml"),
        (b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>", "has_doctype"),
        (b"<!DOCTYPE x SYSTEM 'http://127.0.0.1:9/x.dtd'><x/>", "has_doctype"),
        (b"<a>" * 10_000 + b"</a>" * 10_000, "not_xml"),
        (b" " * (32 * 1024 * 1024 + 1), "too_large"),
    ],
)
def test_hostile_xml_is_refused(data: bytes, reason: str, operator: Authority) -> None:
    assert reason_of(data, operator) == reason


def test_a_billion_laughs_are_not_laughed(operator: Authority) -> None:
    names = [f"l{number}" for number in range(12)]
    entities = "<!ENTITY l0 'lol'>" + "".join(
        f"<!ENTITY {name} '{f'&{below};' * 10}'>" for below, name in itertools.pairwise(names)
    )
    bomb = f"<!DOCTYPE x [{entities}]><x>&{names[-1]};</x>".encode()
    assert reason_of(bomb, operator) in {"has_doctype", "not_xml"}


@pytest.mark.parametrize("broken", ["ServiceStatus", "StatusStartingTime", "X509Certificate"])
def test_a_signed_list_with_holes_is_no_list(
    broken: str, operator: Authority, authority: Issuer
) -> None:
    listed = etree.fromstring(unsigned(service(authority.root.certificate)))
    for element in listed.iter(f"{{http://uri.etsi.org/02231/v2#}}{broken}"):
        element.text = ""
    reason = "not_a_list"
    assert reason_of(sign(etree.tostring(listed), operator), operator) == reason
