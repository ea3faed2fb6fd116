"""Looking at a certificate and its key, in the processes for that, without a transaction."""

from datetime import datetime

from auth.models import Credential, KeyStoreName
from services.identities.credentials.schemas import CredentialWanted
from services.identities.errors import FieldRefused, KeyMismatch, KeyNotUsable
from signing.errors import CertificateRefused, KeyMissing, KeyRefused, KeyUnavailable
from signing.models import CertificateInfo, PresentedCertificate
from signing.service import Signing


def label_of(wanted: CredentialWanted, fingerprint: str) -> str:
    """What the key is called in its store; with its holder the certificate's fingerprint."""
    if wanted.key_store is KeyStoreName.CLIENT:
        return fingerprint
    label = wanted.key_label.removeprefix(f"{wanted.key_store}:")
    if not label:
        raise FieldRefused("key_label", "cannot be empty")
    return label


async def try_certificate(
    signing: Signing, wanted: CredentialWanted, *, now: datetime
) -> PresentedCertificate:
    """The certificate, after the key under the label has signed with it where we reach it.

    Raises `CertificateRefused`, `KeyNotUsable` and `KeyMismatch`.
    """
    shown = await signing.judge_upload(wanted.certificate, now=now)
    label = label_of(wanted, shown.fingerprint)
    if wanted.key_store is not KeyStoreName.CLIENT:
        await _try_key(signing, _name(wanted.key_store, label), shown, now=now)
    return shown


async def check_again(
    signing: Signing, known: Credential, *, now: datetime
) -> tuple[PresentedCertificate | None, list[str]]:
    """What is found about a registered certificate today: its facts and what is wrong with it."""
    shown: PresentedCertificate | None = None
    file = known.certificate
    try:
        if known.key_store is not KeyStoreName.CLIENT:
            beside = await _key(signing, known.key_name, now=now)
            if beside.fingerprint != known.fingerprint:
                return None, ["another_key"]
            file = file or beside.pem.encode()
        if file is None:
            return None, ["certificate_not_kept"]
        shown = await signing.judge_upload(file, now=now)
    except CertificateRefused as error:
        return None, [error.reason]
    except KeyNotUsable as error:
        return None, ["key_not_usable", error.reason]
    return shown, list(shown.findings)


def _name(store: KeyStoreName, label: str) -> str:
    return label if store is KeyStoreName.SOFTWARE else f"{store}:{label}"


async def _try_key(
    signing: Signing, name: str, shown: PresentedCertificate, *, now: datetime
) -> None:
    beside = await _key(signing, name, now=now)
    if beside.fingerprint != shown.fingerprint:
        raise KeyMismatch(beside.serial)


async def _key(signing: Signing, name: str, *, now: datetime) -> CertificateInfo:
    try:
        return await signing.examine_key(name, now=now)
    except KeyMissing as error:
        raise KeyNotUsable("no_such_key") from error
    except (KeyRefused, KeyUnavailable) as error:
        raise KeyNotUsable(error.reason) from error
