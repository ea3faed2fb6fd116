"""Trusted lists of ETSI TS 119 612, made and signed for the tests."""

import base64
import string
from datetime import datetime, timedelta

from cryptography import x509
from lxml import etree  # type: ignore[import-untyped]
from signxml.algorithms import SignatureConstructionMethod, SignatureMethod
from signxml.signer import XMLSigner

from signing.certificates import Authority
from tests.signing.conftest import NOW
from tests.signing.issuers import der

GRANTED = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted"
WITHDRAWN = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/withdrawn"
CA, TSA = "CA/QC", "TSA/QTST"

_LIST = string.Template(
    """<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#" Id="list" TSLTag="http://uri.etsi.org/19612/TSLTag">
<SchemeInformation><TSLVersionIdentifier>5</TSLVersionIdentifier>
<TSLSequenceNumber>7</TSLSequenceNumber>
<SchemeOperatorName><Name xml:lang="en">Supervisor</Name></SchemeOperatorName>
<ListIssueDateTime>2024-11-01T00:00:00Z</ListIssueDateTime>
<NextUpdate><dateTime>$next</dateTime></NextUpdate></SchemeInformation>
<TrustServiceProviderList><TrustServiceProvider><TSPServices>$services</TSPServices>
</TrustServiceProvider></TrustServiceProviderList></TrustServiceStatusList>"""
)
_SERVICE = string.Template(
    """<TSPService><ServiceInformation>
<ServiceTypeIdentifier>http://uri.etsi.org/TrstSvc/Svctype/$kind</ServiceTypeIdentifier>
<ServiceName><Name xml:lang="en">Service</Name></ServiceName>
<ServiceDigitalIdentity><DigitalId><X509Certificate>$certificate</X509Certificate></DigitalId>
</ServiceDigitalIdentity><ServiceStatus>$status</ServiceStatus>
<StatusStartingTime>$since</StatusStartingTime></ServiceInformation>
<ServiceHistory>$history</ServiceHistory></TSPService>"""
)
_PAST = string.Template(
    """<ServiceHistoryInstance><ServiceStatus>$status</ServiceStatus>
<StatusStartingTime>$since</StatusStartingTime></ServiceHistoryInstance>"""
)


def service(
    certificate: x509.Certificate,
    *,
    kind: str = CA,
    states: list[tuple[str, str]] | None = None,
) -> str:
    """``states`` are status and since when, the newest first."""
    (status, since), *past = states or [(GRANTED, "2020-01-01T00:00:00Z")]
    history = "".join(_PAST.substitute(status=was, since=at) for was, at in past)
    encoded = base64.b64encode(der(certificate)).decode()
    return _SERVICE.substitute(
        kind=kind, certificate=encoded, status=status, since=since, history=history
    )


def unsigned(*services: str, until: datetime = NOW + timedelta(days=90)) -> bytes:
    return _LIST.substitute(services="".join(services), next=until.isoformat()).encode()


def sign(data: bytes, signer: Authority) -> bytes:
    made = XMLSigner(
        method=SignatureConstructionMethod.enveloped,
        signature_algorithm=SignatureMethod.ECDSA_SHA256,
    ).sign(etree.fromstring(data), key=signer.private, cert=[signer.certificate])
    return bytes(etree.tostring(made))
