"""Our key port as a signer of pyHanko's."""

from asn1crypto import algos, x509  # type: ignore[import-untyped]
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from signing.keys import SigningKey

#: Longer than any DER signature of P-256, for estimating the space to reserve.
_DRY_SIGNATURE = bytes(72)


class KeySigner(Signer):
    """Signs ECDSA with SHA-256 through a :class:`signing.keys.SigningKey`."""

    def __init__(self, key: SigningKey) -> None:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple(x509.Certificate.load(one) for one in key.chain)
        super().__init__(
            signing_cert=x509.Certificate.load(key.certificate),
            cert_registry=store,
            signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
            embed_roots=False,
        )
        self._key = key

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,
        dry_run: bool = False,  # noqa: FBT001, FBT002 - pyHanko's signature
    ) -> bytes:
        """Return the signature over ``data``; for a dry run as many zero bytes."""
        del digest_algorithm  # Fixed by the mechanism above.
        return _DRY_SIGNATURE if dry_run else self._key.sign(data)
