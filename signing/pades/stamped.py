"""The time stamp inside a signature (RFC 3161), and problems in the words of time stamps."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from signing.pades.background import Background
from signing.pades.chains import Chain
from signing.pades.cms import BadCms, Signed, Token, check_token
from signing.pades.values import UnsupportedSignature
from signing.policy import rank
from signing.verdicts import TimeStampFacts

#: Clocks of offices and authorities may differ by this much.
CLOCK_TOLERANCE = timedelta(minutes=5)

_WORDS = dict.fromkeys(
    (
        "certificate_untrusted",
        "certificate_revoked",
        "certificate_revoked_no_proof",
        "certificate_expired",
        "certificate_expired_when_signed",
        "certificate_not_yet_valid",
        "issuer_revoked",
        "issuer_expired",
        "key_usage",
        "weak_algorithm",
    ),
    "timestamp_untrusted",
) | {"revocation_not_checked": "timestamp_revocation_not_checked"}


@dataclass(frozen=True, kw_only=True)
class Stamped:
    """``facts`` is None without a stamp; ``proven`` its time when nothing is wrong with it."""

    facts: TimeStampFacts | None = None
    proven: datetime | None = None
    problems: tuple[str, ...] = ()
    is_archived: bool = False


def in_words_of_stamps(codes: Iterable[str], *, time: datetime, now: datetime) -> set[str]:
    """Problems of a certificate as those of the time stamp made with it."""
    named = {_WORDS.get(code, code) for code in codes}
    if time > now + CLOCK_TOLERANCE:
        named.add("timestamp_in_future")
    return named


async def examine_stamp(
    signed: Signed, *, since: datetime | None, background: Background
) -> Stamped:
    """Examine the first stamp over the signature value, as of ``since`` or of now."""
    if not signed.timestamps:
        return Stamped()
    try:
        token = check_token(signed.timestamps[0], digest_of=_over(signed.value))
    except (BadCms, UnsupportedSignature):
        return Stamped(problems=("timestamp_broken",))
    if not (token.fits and token.signed.intact and token.signed.valid):
        return Stamped(problems=("timestamp_broken",))
    chain = await background.chains.judge(
        token.signed.signer,
        moment=since or background.now,
        is_proven=since is not None,
        for_time_stamps=True,
    )
    named = in_words_of_stamps(chain.problems, time=token.time, now=background.now)
    problems = tuple(sorted(named, key=rank))
    return Stamped(
        facts=_facts(token, chain, problems),
        proven=None if problems else token.time,
        problems=problems,
        is_archived=chain.is_archived,
    )


def _over(value: bytes) -> Callable[[str], bytes]:
    return lambda algorithm: hashlib.new(algorithm, value).digest()


def _facts(token: Token, chain: Chain, problems: tuple[str, ...]) -> TimeStampFacts:
    subject = token.signed.signer.subject.native
    return TimeStampFacts(
        time=token.time,
        authority=str(subject.get("common_name") or subject.get("organization_name") or ""),
        trusted=chain.trusted and not problems,
        chain=chain.certificates,
        problems=problems,
    )
