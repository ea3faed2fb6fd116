"""What a trusted list says of its services (TS 119 612, clause 5.5)."""

import base64
import binascii
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree  # type: ignore[import-untyped]

from signing.trusted_lists.errors import BadTrustedList
from signing.trusted_lists.signed import read_signed

_TSL = "{http://uri.etsi.org/02231/v2#}"
ROOT = f"{_TSL}TrustServiceStatusList"
#: The two types that matter here: certificates for people and agencies, and time stamps.
SERVICES = {
    "http://uri.etsi.org/TrstSvc/Svctype/CA/QC": "certificates",
    "http://uri.etsi.org/TrstSvc/Svctype/TSA/QTST": "time_stamps",
}
_STATUS = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/"
#: Approved; the last three are what lists said before July 2016 (TS 119 615).
GRANTED = {
    f"{_STATUS}{word}"
    for word in ("granted", "undersupervision", "supervisionincessation", "accredited")
}


@dataclass(frozen=True, kw_only=True)
class Service:
    """A service and the periods in which it was approved; an end of None is open."""

    kind: str
    name: str
    certificates: tuple[bytes, ...]
    approved: tuple[tuple[datetime, datetime | None], ...]


@dataclass(frozen=True, kw_only=True)
class TrustedList:
    """``next_update`` is None for a list that is closed."""

    operator: str
    sequence: int
    issued_at: datetime
    next_update: datetime | None
    services: tuple[Service, ...]


def read_trusted_list(data: bytes, signers: Sequence[bytes], *, now: datetime) -> TrustedList:
    """Return the services of a list that one of ``signers`` (DER) signed.

    A list that is out of date is read all the same; whoever uses it looks at ``next_update``.

    Raises:
        BadTrustedList: it is not signed so, or is no trusted list.
    """
    root = read_signed(data, signers, now=now)
    if root.tag != ROOT:
        raise BadTrustedList("not_a_list")
    try:
        return TrustedList(
            operator=_text(root, "SchemeInformation/SchemeOperatorName/Name"),
            sequence=int(_text(root, "SchemeInformation/TSLSequenceNumber")),
            issued_at=_time(_text(root, "SchemeInformation/ListIssueDateTime")),
            next_update=_next_update(root),
            services=tuple(_services(root)),
        )
    except (ValueError, binascii.Error) as error:
        raise BadTrustedList("not_a_list") from error


def _services(root: etree._Element) -> Iterator[Service]:
    path = "TrustServiceProviderList/TrustServiceProvider/TSPServices/TSPService"
    for service in root.iterfind(_path(path)):
        now = service.find(_path("ServiceInformation"))
        if now is None:
            raise ValueError("a service without information")
        kind = SERVICES.get(_text(now, "ServiceTypeIdentifier"))
        if kind is None:
            continue
        yield Service(
            kind=kind,
            name=_text(now, "ServiceName/Name"),
            certificates=tuple(_certificates(now)),
            approved=_periods(
                [now, *service.iterfind(_path("ServiceHistory/ServiceHistoryInstance"))]
            ),
        )


def _periods(states: Sequence[etree._Element]) -> tuple[tuple[datetime, datetime | None], ...]:
    """From when to when it was approved: each state lasts until the next one begins."""
    begun = sorted(
        (_time(_text(one, "StatusStartingTime")), _text(one, "ServiceStatus") in GRANTED)
        for one in states
    )
    ends = [since for since, _ in begun[1:]] + [None]
    return tuple((since, end) for (since, good), end in zip(begun, ends, strict=True) if good)


def _certificates(information: etree._Element) -> Iterator[bytes]:
    for one in information.iterfind(_path("ServiceDigitalIdentity/DigitalId/X509Certificate")):
        encoded = base64.b64decode("".join((one.text or "").split()), validate=True)
        yield x509.load_der_x509_certificate(encoded).public_bytes(Encoding.DER)


def _next_update(root: etree._Element) -> datetime | None:
    found = root.find(_path("SchemeInformation/NextUpdate/dateTime"))
    return _time(found.text) if found is not None and found.text else None


def _text(element: etree._Element, path: str) -> str:
    found = element.find(_path(path))
    if found is None or not (found.text or "").strip():
        raise ValueError(path)
    return str(found.text).strip()


def _time(text: str) -> datetime:
    found = datetime.fromisoformat(text.strip())
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _path(path: str) -> str:
    return "/".join(_TSL + step for step in path.split("/"))
