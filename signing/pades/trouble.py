"""What is wrong with the certificate of a signature or time stamp, as problem codes."""

from dataclasses import dataclass
from datetime import datetime

from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureStatus
from pyhanko_certvalidator import ValidationContext, find_valid_path
from pyhanko_certvalidator.errors import PathError, ValidationError

_CODES = {
    AdESIndeterminate.REVOKED_NO_POE: "certificate_revoked",
    AdESIndeterminate.REVOKED_CA_NO_POE: "issuer_revoked",
    AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND: "certificate_untrusted",
    AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE: "key_usage",
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE: "weak_algorithm",
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE: "weak_algorithm",
}


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """``trusted``: the chain holds; ``revoked``: None when no list answered."""

    trusted: bool = False
    revoked: bool | None = None
    problems: tuple[str, ...] = ()


async def certificate_trouble(
    status: SignatureStatus, *, moment: datetime, proven: bool, relaxed: ValidationContext
) -> Trouble:
    """Say why pyHanko does not trust the certificate as of ``moment``.

    It reports a missing revocation list like a broken chain; ``relaxed``, a context
    without revocation, tells them apart. ``proven`` says that ``moment`` is the time of
    a sound time stamp, so that expiry then is final.
    """
    if status.trusted:
        return Trouble(trusted=True, revoked=False)
    code = _code(status)
    if code in {"certificate_revoked", "issuer_revoked"}:
        return Trouble(revoked=True, problems=(code,))
    outside = _outside_validity(status, moment=moment, proven=proven)
    if outside or code:
        return Trouble(problems=(outside or code,))
    if await _chain_holds(status, relaxed):
        return Trouble(trusted=True, problems=("revocation_not_checked",))
    return Trouble(problems=("certificate_untrusted",))


def _code(status: SignatureStatus) -> str:
    indication = status.trust_problem_indic
    return _CODES.get(indication, "") if isinstance(indication, AdESIndeterminate) else ""


def _outside_validity(status: SignatureStatus, *, moment: datetime, proven: bool) -> str:
    validity = status.signing_cert["tbs_certificate"]["validity"]
    if moment < validity["not_before"].native:
        return "certificate_not_yet_valid"
    if moment > validity["not_after"].native:
        return "certificate_expired_when_signed" if proven else "certificate_expired"
    return ""


async def _chain_holds(status: SignatureStatus, relaxed: ValidationContext) -> bool:
    paths = relaxed.path_builder.async_build_paths_lazy(status.signing_cert)
    try:
        await find_valid_path(status.signing_cert, paths, validation_context=relaxed)
        KeyUsageConstraints(key_usage=status.key_usage).validate(status.signing_cert)
    except (PathError, ValidationError):
        return False
    return True
