"""The registered names of ETSI TS 119 102-2 for what our facts say."""

from signing.verdicts import Indication, SignatureFacts, SubIndication

VR = "http://uri.etsi.org/19102/v1.2.1#"
DS = "http://www.w3.org/2000/09/xmldsig#"
XADES = "http://uri.etsi.org/01903/v1.3.2#"

_MAIN = "urn:etsi:019102:mainindication:"
_SUB = "urn:etsi:019102:subindication:"
_REVOKED = "urn:etsi:019102:revocationReason:"
#: What our policy is called, and the prefix of its rules, whose codes signing.policy lists.
OUR_POLICY = "urn:congvu:validation-policy:1"
OUR_CONSTRAINTS = "urn:congvu:validation-constraint:"

_INDICATIONS = {
    Indication.PASSED: "total-passed",
    Indication.FAILED: "total-failed",
    Indication.INDETERMINATE: "indeterminate",
}
_REASONS = {
    "unspecified": "unspecified",
    "key_compromise": "keyCompromise",
    "ca_compromise": "cACompromise",
    "affiliation_changed": "affiliationChanged",
    "superseded": "superseded",
    "cessation_of_operation": "cessationOfOperation",
    "certificate_hold": "certificateHold",
    "privilege_withdrawn": "privilegeWithdrawn",
}


def main_indication(facts: SignatureFacts | None) -> str:
    """4.3.4.2; a document time stamp has no total indication, and None means no signature."""
    if facts is None:
        return _MAIN + "noSignatureFound"
    named = _INDICATIONS[facts.indication]
    return _MAIN + (named.removeprefix("total-") if facts.is_document_timestamp else named)


def sub_indication(one: SubIndication) -> str:
    """4.3.4.3."""
    return _SUB + one.value


def revocation_reason(code: str) -> str | None:
    """4.3.4.5.5; None for a reason that RFC 5280 does not know."""
    known = _REASONS.get(code)
    return _REVOKED + known if known else None
