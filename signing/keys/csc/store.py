"""Keys of a remote signing service, by their credential ids."""

import hashlib

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from signing.chains import chain_among
from signing.errors import CertificateRefused, KeyMissing, KeyRefused, ValueRefused
from signing.keys.csc.client import CscClient
from signing.keys.csc.shapes import Activation, CredentialFacts
from signing.keys.pins import PinSource
from signing.mechanisms import Mechanism, check_value, choose_mechanism

#: The API names algorithms by their object identifiers.
DIGESTS = {
    "sha256": "2.16.840.1.101.3.4.2.1",
    "sha384": "2.16.840.1.101.3.4.2.2",
    "sha512": "2.16.840.1.101.3.4.2.3",
}
ALGORITHMS = {
    "RS256": "1.2.840.113549.1.1.11",
    "RS384": "1.2.840.113549.1.1.12",
    "RS512": "1.2.840.113549.1.1.13",
    "ES256": "1.2.840.10045.4.3.2",
    "ES384": "1.2.840.10045.4.3.3",
    "ES512": "1.2.840.10045.4.3.4",
}
#: rsaEncryption: any digest, which ``hashAlgo`` then names.
ANY_RSA = "1.2.840.113549.1.1.1"


class RemoteKey:
    """A key that never leaves its service; each signature is authorized and made by two calls."""

    def __init__(
        self, client: CscClient, credential: str, facts: CredentialFacts, pin: PinSource
    ) -> None:
        self._client = client
        self._credential = credential
        self._facts = facts
        self._pin = pin
        self._parsed = _certificate(credential, facts)
        self.mechanism: Mechanism = _mechanism(credential, self._parsed, facts)
        self.certificate = self._parsed.public_bytes(Encoding.DER)
        self.chain = chain_among(self._parsed, facts.cert.certificates[1:])

    def sign(self, data: bytes) -> bytes:
        """Let the service sign the digest, and see that the certificate's key has done it."""
        digest = hashlib.new(self.mechanism.digest, data).digest()
        algorithm = ALGORITHMS[self.mechanism.name]
        [value] = self._client.sign_hashes(
            self._credential,
            [digest],
            activation=self._authorized(digest),
            algorithm=algorithm if algorithm in self._facts.key.algo else ANY_RSA,
            digest=DIGESTS[self.mechanism.digest],
        )
        try:
            return check_value(self._parsed, self.mechanism, signed=data, value=value)
        except ValueRefused as error:
            raise KeyRefused(self._credential, "certificate_of_another_key") from error

    def _authorized(self, digest: bytes) -> Activation:
        if self._facts.wants_otp:
            # A job has no person beside it who could read one off a telephone.
            raise KeyRefused(self._credential, "otp_needed")
        pin = None
        if self._facts.wants_pin:
            read = self._pin.read(self._credential)
            if read is None:
                raise KeyRefused(self._credential, "pin_missing")
            pin = read.get_secret_value()
        if pin is None:
            return self._client.authorize(self._credential, [digest], pin=None)
        with self._pin.trying(self._credential):
            return self._client.authorize(self._credential, [digest], pin=pin)


class RemoteKeyStore:
    """The credentials of one account; their state is asked for each time one is loaded."""

    def __init__(self, client: CscClient, pin: PinSource) -> None:
        self._client = client
        self._pin = pin

    def load(self, label: str) -> RemoteKey:
        """Return the key with this credential id."""
        try:
            facts = self._client.read_credential(label)
        except KeyRefused as error:
            if error.reason == "invalid_request":
                raise KeyMissing(label) from error
            raise
        if facts.key.status != "enabled":
            raise KeyRefused(label, "key_disabled")
        if facts.cert.status not in {None, "valid"}:
            raise KeyRefused(label, f"certificate_{facts.cert.status}")
        if facts.mode == "oauth2code":
            # Its holder would have to sign in at the service with a browser, for every signature.
            raise KeyRefused(label, "needs_its_holder")
        return RemoteKey(self._client, label, facts, self._pin)


def _certificate(credential: str, facts: CredentialFacts) -> x509.Certificate:
    try:
        return x509.load_der_x509_certificate(facts.cert.certificates[0])
    except ValueError as error:
        raise KeyRefused(credential, "unreadable_certificate") from error


def _mechanism(credential: str, certificate: x509.Certificate, facts: CredentialFacts) -> Mechanism:
    offered = [name for name, oid in ALGORITHMS.items() if oid in facts.key.algo]
    if ANY_RSA in facts.key.algo:
        offered += [name for name in ALGORITHMS if name.startswith("RS")]
    try:
        # Nothing offered would mean anything to it.
        return choose_mechanism(certificate, offered or ["none"])
    except CertificateRefused as error:
        raise KeyRefused(credential, error.reason) from error
