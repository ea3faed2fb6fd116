"""The package's outer face: asynchronous, all work done in worker processes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self, cast

from signing.evidence import EvidenceParts
from signing.models import (
    AddedSignature,
    ArchivedPdf,
    AttachmentStamp,
    CertificateInfo,
    Comparison,
    CopyStamp,
    FoundPlace,
    NumberStamp,
    PdfFacts,
    PersonStamp,
    PreparedField,
    PreparedSignature,
    PresentedCertificate,
    PrintablePdf,
    RoutePlan,
    SealStamp,
)
from signing.pools import WorkerPools
from signing.settings import SigningSettings
from signing.verdicts import Level, Verdict

TASKS = "signing.tasks:Tasks"
AnyStamp = PersonStamp | NumberStamp | SealStamp | AttachmentStamp | CopyStamp


class Signing:
    """Sign, verify and look at PDFs without keeping the event loop.

    A route is ``prepare``, then ``sign_person``, then ``number_and_seal`` (or
    ``sign_number`` and ``sign_seal``), then for the long term ``archive``. Each step
    appends to the file and leaves every byte before it alone. ``now`` is timezone-aware everywhere.

    Every method may raise SigningTimeout, WorkerCrashed, SigningBusy and SigningStopped;
    those that take a PDF also UnreadablePdf and EncryptedPdf.
    """

    def __init__(self, settings: SigningSettings) -> None:
        self.settings = settings
        self._pool = WorkerPools(settings, tasks=TASKS)

    async def __aenter__(self) -> Self:
        """Start."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close."""
        await self.aclose()

    @property
    def worker_pids(self) -> list[int]:
        """Process ids of the workers."""
        return self._pool.pids

    async def start(self) -> None:
        """Start the worker processes; they warm up in the background."""
        await self._pool.start()

    async def aclose(self) -> None:
        """End the worker processes."""
        await self._pool.aclose()

    async def inspect(self, pdf: bytes) -> PdfFacts:
        """Pages, signatures, declared PDF/A, secrecy mark, text: facts without judgment."""
        return cast("PdfFacts", await self._pool.run("inspect", pdf))

    async def prepare(self, pdf: bytes, plan: RoutePlan) -> bytes:
        """Make the empty fields for secretary, leader, number and date, and seal.

        Raises:
            AlreadySigned, FieldTaken, PlacementOutside.
        """
        return cast("bytes", await self._pool.run("prepare", pdf, plan))

    async def find_place(self, pdf: bytes, plan: RoutePlan) -> FoundPlace:
        """Say where the first signature would stand, and whether something is there already.

        Raises:
            PlacementOutside.
        """
        return cast("FoundPlace", await self._pool.run("find_place", pdf, plan))

    async def sign_person(
        self, pdf: bytes, *, key: str, stamp: PersonStamp, now: datetime, level: Level = Level.B_T
    ) -> bytes:
        """Sign as the competent person, or before it as secretary; time-stamped except at B-B.

        Raises:
            FieldMissing, FieldTaken, SecretaryUnsigned, KeyMissing, KeyRefused, BadStamp,
            TimeStampUnavailable.
        """
        return cast("bytes", await self._pool.run("sign", pdf, key, (stamp,), now, level))

    async def sign_number(
        self, pdf: bytes, *, key: str, stamp: NumberStamp, now: datetime, level: Level = Level.B_T
    ) -> bytes:
        """Show number and date, signed with the agency's key.

        Raises:
            LeaderUnsigned, and as sign_person.
        """
        return cast("bytes", await self._pool.run("sign", pdf, key, (stamp,), now, level))

    async def sign_seal(
        self, pdf: bytes, *, key: str, stamp: SealStamp, now: datetime, level: Level = Level.B_T
    ) -> bytes:
        """Seal with the agency's key; raises as sign_number."""
        return cast("bytes", await self._pool.run("sign", pdf, key, (stamp,), now, level))

    async def number_and_seal(
        self,
        pdf: bytes,
        *,
        key: str,
        number: NumberStamp,
        seal: SealStamp,
        now: datetime,
        level: Level = Level.B_T,
    ) -> bytes:
        """Show number, date and seal in one go, as two signatures; raises as sign_number."""
        done = await self._pool.run("sign", pdf, key, (number, seal), now, level)
        return cast("bytes", done)

    async def archive(self, pdf: bytes, *, level: Level, now: datetime) -> ArchivedPdf:
        """Bring a signed file to B-LT or B-LTA, or renew it there.

        Revocation data comes from the trust folder and from the allowed hosts.

        Raises:
            NotArchivable, ArchiveTooLarge, TimeStampUnavailable, KeyRefused.
        """
        return cast("ArchivedPdf", await self._pool.run("archive", pdf, level, now))

    async def examine_certificate(
        self, certificate: bytes, *, offered: Sequence[str], now: datetime
    ) -> CertificateInfo:
        """Describe a certificate (DER) whose key lies elsewhere, if it may sign now.

        ``offered`` names the mechanisms its holder has (RFC 7518: ES256, RS256 ...); none: any.

        Raises:
            CertificateRefused.
        """
        done = await self._pool.run("examine_certificate", certificate, tuple(offered), now)
        return cast("CertificateInfo", done)

    async def judge_upload(self, data: bytes, *, now: datetime) -> PresentedCertificate:
        """Describe the certificate in a file (PEM, DER, PKCS#7), if it may be registered now.

        Raises:
            CertificateRefused.
        """
        return cast("PresentedCertificate", await self._pool.run("judge_upload", data, now))

    async def prepare_deferred(
        self,
        pdf: bytes,
        *,
        stamp: AnyStamp,
        certificate: bytes,
        offered: Sequence[str],
        now: datetime,
    ) -> PreparedSignature:
        """Do the first half of a signature with a key that lies elsewhere.

        A route's field has to be there; that of an attachment or a copy is made with it.

        Raises:
            CertificateRefused, and as sign_number or sign_attachment.
        """
        done = await self._pool.run(
            "prepare_deferred", pdf, stamp, certificate, tuple(offered), now
        )
        return cast("PreparedSignature", done)

    async def complete_deferred(
        self, prepared: PreparedSignature, *, certificate: bytes, value: bytes, now: datetime
    ) -> bytes:
        """Check the value against the certificate, add a time stamp, and fill it in.

        Raises:
            ValueRefused, PreparedFileChanged, TimeStampUnavailable.
        """
        done = await self._pool.run("complete_deferred", prepared, certificate, value, now)
        return cast("bytes", done)

    async def check_picture(self, data: bytes, *, is_seal: bool) -> tuple[int, int]:
        """Say how large an office's own picture of a seal or a signature is, in pixels.

        Raises:
            BadStamp: it is not what Decree 30 asks for.
        """
        part = "seal" if is_seal else "signature"
        done = await self._pool.run("check_picture", data, part, is_seal)
        return cast("tuple[int, int]", done)

    async def has_corner(self, pdf: bytes) -> bool:
        """Whether page one has a blank place for the agency's text of an attachment."""
        return cast("bool", await self._pool.run("has_corner", pdf))

    async def sign_attachment(
        self, pdf: bytes, *, key: str, stamp: AttachmentStamp, now: datetime
    ) -> bytes:
        """Sign a file beside the document with the agency's key: text in its upper right corner.

        Raises:
            AlreadySigned, NoRoom, KeyMissing, KeyRefused, BadStamp, TimeStampUnavailable.
        """
        return cast("bytes", await self._pool.run("sign_corner", pdf, key, stamp, now))

    async def take_pages(self, pdf: bytes, *, pages: Sequence[int]) -> bytes:
        """Return a new PDF of these pages (0 = first), without the signatures of the old one.

        Raises:
            IndexError: there is no such page.
        """
        return cast("bytes", await self._pool.run("take_pages", pdf, tuple(pages)))

    async def sign_copy(self, pdf: bytes, *, key: str, stamp: CopyStamp, now: datetime) -> bytes:
        """Sign an electronic copy with the key of the agency that copies.

        The answer begins with the bytes of ``pdf``, so its signatures stay what they are;
        raises as sign_attachment, but for AlreadySigned.
        """
        return cast("bytes", await self._pool.run("sign_corner", pdf, key, stamp, now))

    async def make_corner(
        self, pdf: bytes, *, stamp: AttachmentStamp | CopyStamp, now: datetime
    ) -> PreparedField:
        """Make the empty field of an attachment's or a copy's signature, made elsewhere.

        Raises:
            As sign_attachment and sign_copy, without what concerns the key.
        """
        return cast("PreparedField", await self._pool.run("make_corner", pdf, stamp, now))

    async def find_addition(
        self, base: bytes, signed: bytes, *, field: str, may_make_field: bool = False
    ) -> AddedSignature:
        """Describe the one signature that ``signed`` has more than ``base``; not yet its worth.

        It is in ``field``, or with ``may_make_field``, where nobody has signed yet, in a new one.

        Raises:
            AdditionRefused: it is not ``base`` with one signature, and nothing else, behind it.
        """
        done = await self._pool.run("find_addition", base, signed, field, may_make_field)
        return cast("AddedSignature", done)

    async def verify(self, pdf: bytes, *, now: datetime) -> Verdict:
        """Judge all signatures as of ``now``; returns a verdict, whatever is wrong."""
        seconds = self.settings.verify_seconds
        return cast("Verdict", await self._pool.run("verify", pdf, now, seconds=seconds))

    async def render_page(self, pdf: bytes, *, page: int, width: int) -> bytes:
        """Return a PNG of page ``page`` (0 = first), ``width`` pixels wide, with its stamps.

        Raises:
            IndexError: there is no such page.
        """
        return cast("bytes", await self._pool.run("render_page", pdf, page, width))

    async def compare(self, pdf: bytes, *, covers: int) -> Comparison:
        """Draw the revision that a signature covers beside the final one, where they differ.

        ``covers`` is that of :class:`signing.verdicts.SignatureFacts`.
        """
        return cast("Comparison", await self._pool.run("compare", pdf, covers))

    async def seal_report(self, pdf: bytes, *, now: datetime) -> bytes:
        """Sign a report of ours with the system's own key, in the head of its first page (A4).

        Raises:
            KeyMissing, KeyRefused: the system has no key; TimeStampUnavailable.
        """
        return cast("bytes", await self._pool.run("seal_report", pdf, now))

    async def flatten(self, pdf: bytes) -> PrintablePdf:
        """Return the pages as they are to be printed, their stamps with them, unsigned."""
        return cast("PrintablePdf", await self._pool.run("flatten", pdf))

    async def take_apart(self, pdf: bytes, *, now: datetime) -> EvidenceParts:
        """Return each signature as CMS with its chain, and the revocation data, for others."""
        return cast("EvidenceParts", await self._pool.run("take_apart", pdf, now))

    async def sign_detached(self, data: bytes, *, now: datetime) -> bytes:
        """Sign any bytes with the system's own key: detached CAdES with a time stamp, in DER.

        Raises:
            KeyMissing, KeyRefused: the system has no key; TimeStampUnavailable.
        """
        return cast("bytes", await self._pool.run("sign_detached", data, now))

    async def stamp_bytes(self, data: bytes, *, now: datetime) -> bytes:
        """Have any bytes time-stamped by the configured authority: a token (RFC 3161), in DER.

        Raises:
            TimeStampUnavailable, KeyRefused: production without an authority.
        """
        return cast("bytes", await self._pool.run("stamp_bytes", data, now))

    async def examine_key(self, key: str, *, now: datetime) -> CertificateInfo:
        """Describe the certificate of a key that signs here, after a trial signature with it.

        Raises:
            KeyMissing, KeyRefused, KeyUnavailable, CertificateRefused.
        """
        return cast("CertificateInfo", await self._pool.run("examine_key", key, now))

    async def ensure_key(
        self, *, label: str, common_name: str, organisation: str, email: str, now: datetime
    ) -> CertificateInfo:
        """Return the certificate for this label; the demonstration authority issues a missing one.

        Raises:
            KeyRefused: in production, or the label cannot name a key.
        """
        made = await self._pool.run("ensure_key", label, common_name, organisation, email, now)
        return cast("CertificateInfo", made)

    async def revoke_key(self, *, label: str, at: datetime, reason: str = "unspecified") -> None:
        """Revoke a certificate of the demonstration authority from ``at`` on.

        Raises:
            KeyMissing: there is no such label.
        """
        await self._pool.run("revoke", label, at, reason)
