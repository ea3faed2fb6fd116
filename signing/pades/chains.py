"""Whether a certificate was good at a moment: chain, purpose, revocation, and who said so."""

import contextlib
import itertools
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime

from asn1crypto import x509  # type: ignore[import-untyped]
from pyhanko_certvalidator import ValidationContext, find_valid_path
from pyhanko_certvalidator.errors import (
    DisallowedAlgorithmError,
    ExpiredError,
    InsufficientRevinfoError,
    NotYetValidError,
    PathError,
    PathValidationError,
    RevokedError,
    ValidationError,
)
from pyhanko_certvalidator.fetchers import Fetchers
from pyhanko_certvalidator.path import ValidationPath

from signing.pades.contexts import make_context, revocation_list
from signing.pades.revocation_facts import CONFIGURED, EMBEDDED, FETCHED, Answers
from signing.pades.validation_data import ValidationData
from signing.trust import TrustMaterial
from signing.verdicts import CertificateFacts

_OTHER = "certificate_untrusted"
_CODES: dict[type[PathValidationError], str] = {
    NotYetValidError: "certificate_not_yet_valid",
    DisallowedAlgorithmError: "weak_algorithm",
    InsufficientRevinfoError: "revocation_not_checked",
}
#: How no chain is found: none leads to an anchor, none holds, or a certificate is malformed.
_FAILURES = (PathError, ValidationError, ValueError, TypeError)
_MACHINES = {"server_auth", "time_stamping", "ocsp_signing"}
_LEAST_BITS = {"rsa": 1900, "rsassa_pss": 1900, "dsa": 1900, "ec": 224}
#: No official chain is longer; a file may hold thousands of certificates that lead nowhere.
LONGEST_CHAIN = 10


@dataclass(frozen=True, kw_only=True)
class Chain:
    """``trusted``: it leads to an anchor; ``revoked``: None when nothing answered.

    ``problems`` are machine codes of :mod:`signing.policy`.
    """

    certificates: tuple[CertificateFacts, ...] = ()
    trusted: bool = False
    revoked: bool | None = None
    problems: tuple[str, ...] = ()
    is_archived: bool = False


class Chains:
    """Judges certificates of one file against what is trusted here and what the file carries."""

    def __init__(
        self, trust: TrustMaterial, embedded: ValidationData, *, fetchers: Fetchers | None = None
    ) -> None:
        self._trust = trust
        self._embedded = embedded
        self._fetchers = fetchers
        self._by_subject: dict[str, list[x509.Certificate]] = defaultdict(list)
        for one in {one.dump(): one for one in embedded.certificates}.values():
            self._by_subject[one.subject.hashable].append(one)

    async def judge(
        self,
        certificate: x509.Certificate,
        *,
        moment: datetime,
        is_proven: bool,
        for_time_stamps: bool = False,
    ) -> Chain:
        """Say whether the certificate was good at ``moment``.

        ``is_proven`` tells that the signature is known to have existed then, so that what
        is wrong with the certificate at that moment is final (ETSI EN 319 102-1, 5.5).
        """
        strict = self._context(moment)
        path, problem = None, ""
        try:
            path = await _path(certificate, strict)
        except _FAILURES as error:
            problem = _problem(error, is_proven=is_proven)
            with contextlib.suppress(*_FAILURES):
                path = await _path(certificate, self._context(moment, unchecked=strict))
        problems = [problem] if problem else []
        if problem == "revocation_not_checked" and path is None:
            problems = ["certificate_untrusted"]
        if not _has_purpose(certificate, for_time_stamps=for_time_stamps):
            problems.append("key_usage")
        facts = self._facts(certificate, path, anchors=self._trust.anchors_at(moment))
        revoked = {"": False, "revocation_not_checked": None}.get(
            problem, True if "revoked" in problem else None
        )
        return replace(
            facts,
            trusted=path is not None and not set(problems) - {"revocation_not_checked"},
            revoked=revoked,
            problems=tuple(problems),
        )

    def _context(
        self, moment: datetime, *, unchecked: ValidationContext | None = None
    ) -> ValidationContext:
        return make_context(
            self._trust,
            embedded=self._embedded,
            moment=moment,
            unchecked=unchecked,
            fetchers=self._fetchers if unchecked is None else None,
        )

    def _facts(
        self,
        certificate: x509.Certificate,
        path: ValidationPath | None,
        *,
        anchors: tuple[bytes, ...],
    ) -> Chain:
        certificates = _certificates_of(path) if path else self._as_far_as_known(certificate)
        answers = self._answers()
        pairs = list(itertools.pairwise(certificates))
        facts = [
            replace(_describe(one, anchors), revocation=answers.about(one, issuer))
            for one, issuer in pairs
        ]
        facts.append(_describe(certificates[-1], anchors))
        archived = [answers.has_embedded(one, issuer) for one, issuer in pairs]
        return Chain(certificates=tuple(facts), is_archived=bool(archived) and all(archived))

    def _as_far_as_known(self, certificate: x509.Certificate) -> list[x509.Certificate]:
        """Issuers among what is at hand, where no chain leads to an anchor."""
        chain = [certificate]
        while len(chain) < LONGEST_CHAIN and chain[-1].self_signed == "no":
            found = self._by_subject.get(chain[-1].issuer.hashable, [])
            if not found or found[0] in chain:
                break
            chain.append(found[0])
        return chain

    def _answers(self) -> Answers:
        answers = Answers()
        answers.add(EMBEDDED, crls=self._embedded.crls, ocsps=self._embedded.ocsps)
        configured = map(revocation_list, self._trust.revocation_lists)
        answers.add(CONFIGURED, crls=configured)
        if self._fetchers is not None:
            answers.add(
                FETCHED,
                crls=self._fetchers.crl_fetcher.fetched_crls(),
                ocsps=self._fetchers.ocsp_fetcher.fetched_responses(),
            )
        return answers


def _describe(certificate: x509.Certificate, anchors: tuple[bytes, ...]) -> CertificateFacts:
    validity = certificate["tbs_certificate"]["validity"]
    return CertificateFacts(
        subject=certificate.subject.human_friendly,
        issuer=certificate.issuer.human_friendly,
        serial=f"{certificate.serial_number:x}",
        fingerprint=certificate.sha256.hex(),
        valid_from=validity["not_before"].native,
        valid_to=validity["not_after"].native,
        is_anchor=certificate.dump() in anchors,
    )


def _certificates_of(path: ValidationPath) -> list[x509.Certificate]:
    """The certificate first, the anchor last."""
    return list(reversed(list(path.iter_certs(include_root=True))))


async def _path(certificate: x509.Certificate, context: ValidationContext) -> ValidationPath:
    """Return a chain that holds in this context; else raise one of `_FAILURES`."""
    paths = context.path_builder.async_build_paths_lazy(certificate)
    path: ValidationPath = await find_valid_path(certificate, paths, validation_context=context)
    return path


def _problem(error: Exception, *, is_proven: bool) -> str:
    """Return the code of what is wrong with the chain at the context's moment."""
    if isinstance(error, RevokedError | ExpiredError):
        return _final(error, is_proven=is_proven)
    if isinstance(error, PathValidationError):
        return next((code for kind, code in _CODES.items() if isinstance(error, kind)), _OTHER)
    return _OTHER


def _final(error: RevokedError | ExpiredError, *, is_proven: bool) -> str:
    """Whose fault it is, and whether the signature may be older than that."""
    of_issuer = not error.is_ee_cert or error.is_side_validation
    if isinstance(error, RevokedError):
        if of_issuer:
            return "issuer_revoked"
        return "certificate_revoked" if is_proven else "certificate_revoked_no_proof"
    if of_issuer:
        return "issuer_expired"
    return "certificate_expired_when_signed" if is_proven else "certificate_expired"


def _has_purpose(certificate: x509.Certificate, *, for_time_stamps: bool) -> bool:
    """RFC 3161, 2.3 for time stamps; for documents any certificate that may sign (RFC 5280)."""
    if for_time_stamps:
        purposes = certificate.extended_key_usage_value
        return purposes is not None and "time_stamping" in purposes.native
    usage = certificate.key_usage_value
    if usage is not None and not {"digital_signature", "non_repudiation"} & usage.native:
        return False
    purposes = certificate.extended_key_usage_value
    # Made for a machine's own work, so nobody meant to sign a document with it.
    return purposes is None or not set(purposes.native) <= _MACHINES


def is_weak_key(certificate: x509.Certificate) -> bool:
    """Whether the key is shorter than ETSI TS 119 312 (8.3) has allowed for a decade."""
    key = certificate.public_key
    least = _LEAST_BITS.get(key.algorithm)
    return least is not None and key.bit_size < least
