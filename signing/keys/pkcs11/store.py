"""Keys of a token by label or id, with the certificates that lie beside them."""

import hashlib
import re
from typing import Protocol, cast

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from pkcs11 import Attribute, ObjectClass

from signing.chains import chain_among
from signing.errors import KeyMissing, KeyRefused, ValueRefused
from signing.keys.pkcs11.session import TokenSession
from signing.keys.port import mechanism_of
from signing.mechanisms import Mechanism, check_value

#: ``id=0a1b``: by CKA_ID in hexadecimal instead of by CKA_LABEL.
_BY_ID = re.compile(r"id=((?:[0-9a-f]{2})+)", re.IGNORECASE)
#: DigestInfo without its digest (RFC 8017, 9.2, note 1), for tokens that only pad.
_DIGEST_INFO = {
    "sha256": bytes.fromhex("3031300d060960864801650304020105000420"),
    "sha384": bytes.fromhex("3041300d060960864801650304020205000430"),
    "sha512": bytes.fromhex("3051300d060960864801650304020305000440"),
}


class TokenKey:
    """A key that stays on its token; found again in each new session."""

    def __init__(
        self, session: TokenSession, label: str, certificate: x509.Certificate, known: list[bytes]
    ) -> None:
        self._session = session
        self._label = label
        self._parsed = certificate
        self._found: tuple[int, Signer] | None = None
        self._pads_only = pkcs11.Mechanism.SHA256_RSA_PKCS not in session.mechanisms()
        self.mechanism: Mechanism = mechanism_of(label, certificate)
        self.certificate = certificate.public_bytes(Encoding.DER)
        self.chain = chain_among(certificate, known)

    def sign(self, data: bytes) -> bytes:
        """Sign on the token, and see that the certificate's key has done it."""
        value = self._session.run(lambda session: self._signed(session, data))
        try:
            return check_value(self._parsed, self.mechanism, signed=data, value=value)
        except ValueRefused as error:
            raise KeyRefused(self._label, "certificate_of_another_key") from error

    def _signed(self, session: pkcs11.Session, data: bytes) -> bytes:
        key = self._key(session)
        # A key may want its PIN with every single signature (CKA_ALWAYS_AUTHENTICATE).
        pin = self._session.pin() if _attribute(key, Attribute.ALWAYS_AUTHENTICATE) else None
        if not isinstance(self._parsed.public_key(), rsa.RSAPublicKey):
            digest = _digest(self.mechanism, data)
            return key.sign(digest, mechanism=pkcs11.Mechanism.ECDSA, pin=pin)
        if self._pads_only:
            padded = _DIGEST_INFO[self.mechanism.digest] + _digest(self.mechanism, data)
            return key.sign(padded, mechanism=pkcs11.Mechanism.RSA_PKCS, pin=pin)
        return key.sign(data, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS, pin=pin)

    def _key(self, session: pkcs11.Session) -> "Signer":
        if self._found is None or self._found[0] != self._session.generation:
            self._found = self._session.generation, find_private_key(session, self._label)
        return self._found[1]


class TokenKeyStore:
    """The keys of one token; what was found of a key is kept while its certificate is the same."""

    def __init__(self, session: TokenSession) -> None:
        self._session = session
        self._loaded: dict[str, TokenKey] = {}

    def load(self, label: str) -> TokenKey:
        """Return the key with this label, or with this id where it is ``id=`` and hexadecimal."""
        own, others = self._session.run(lambda session: _certificates(session, label))
        try:
            # A key whose certificate was renewed may have both beside it.
            newest = max(
                (x509.load_der_x509_certificate(one) for one in own),
                key=lambda one: one.not_valid_before_utc,
            )
        except ValueError as error:
            reason = "unreadable_certificate" if own else "certificate_missing"
            raise KeyRefused(label, reason) from error
        known = self._loaded.get(label)
        if known is None or known.certificate != newest.public_bytes(Encoding.DER):
            known = TokenKey(self._session, label, newest, others)
            self._loaded[label] = known
        return known


class Signer(Protocol):
    """A private key with its signing part, which python-pkcs11 mixes in for keys that may sign."""

    def sign(self, data: bytes, *, mechanism: pkcs11.Mechanism, pin: str | None = None) -> bytes:
        """Return the value as the token gives it."""
        ...

    def __getitem__(self, attribute: Attribute) -> object:
        """Return an attribute."""
        ...


def find_private_key(session: pkcs11.Session, label: str) -> Signer:
    """Return the one private key of this label or id.

    Raises:
        KeyMissing: there is none.
        KeyRefused: there are several.
    """
    by_id = _BY_ID.fullmatch(label)
    name = {Attribute.ID: bytes.fromhex(by_id[1])} if by_id else {Attribute.LABEL: label}
    found = list(session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY} | name))
    if not found:
        raise KeyMissing(label)
    if len(found) > 1:
        raise KeyRefused(label, "several_keys")
    return cast("Signer", found[0])


def _certificates(session: pkcs11.Session, label: str) -> tuple[list[bytes], list[bytes]]:
    """The certificates of the key and all there are (DER): those with its id, else its label."""
    key = find_private_key(session, label)
    every = list(session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}))
    identifier = _attribute(key, Attribute.ID)
    own = [one for one in every if identifier and _attribute(one, Attribute.ID) == identifier]
    if not own and not _BY_ID.fullmatch(label):
        own = [one for one in every if _attribute(one, Attribute.LABEL) == label]
    return [one[Attribute.VALUE] for one in own], [one[Attribute.VALUE] for one in every]


def _attribute(found: "pkcs11.Object | Signer", attribute: Attribute) -> object:
    try:
        return found[attribute]
    except pkcs11.PKCS11Error:
        return None  # Optional ones are absent on some tokens.


def _digest(mechanism: Mechanism, data: bytes) -> bytes:
    return hashlib.new(mechanism.digest, data).digest()
