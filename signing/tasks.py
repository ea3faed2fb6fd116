"""What a worker process can be asked to do: methods with picklable arguments."""

import io
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import BinaryIO

from signing import reading
from signing.certificates import describe
from signing.cornering import CornerStamp, has_corner, plan_corner
from signing.demo_ca import DemoAuthority
from signing.drawing import check_picture
from signing.errors import KeyRefused
from signing.evidence import EvidenceParts
from signing.keys.opening import open_key_store
from signing.keys.port import ChainedKey, SigningKey
from signing.layout.comparison import compare_revisions
from signing.layout.pages import flatten, render_page, take_pages
from signing.models import (
    AddedSignature,
    ArchivedPdf,
    CertificateInfo,
    Comparison,
    FoundPlace,
    PdfFacts,
    PreparedField,
    PreparedSignature,
    PresentedCertificate,
    PrintablePdf,
    RoutePlan,
)
from signing.pades.additions import find_addition
from signing.pades.archive import ArchiveTask, archive_pdf
from signing.pades.corners import make_corner, sign_corner
from signing.pades.deferred import complete_signature, prepare_signature
from signing.pades.enrolment import judge_upload
from signing.pades.evidence import Sources
from signing.pades.fetchers import fetchers_for
from signing.pades.fonts import font_program
from signing.pades.parts import sign_detached, take_apart
from signing.pades.signing import Stamp, sign_field
from signing.pades.timestamps import new_time_stamper, stamp_bytes
from signing.presented import chain_above, load_certificate, require_usable
from signing.revocation.client import RevocationClient
from signing.revocation.rules import FetchRules
from signing.sealing import report_plan
from signing.settings import SigningSettings
from signing.shared_file import in_place
from signing.trust import trust_of
from signing.verdicts import Level, Verdict
from signing.verifier import verify_pdf


class Tasks:
    """One per worker process; keeps what is dear to make: keys, fonts, certificates."""

    def __init__(self, settings: SigningSettings) -> None:
        self._settings = settings
        self._keys = open_key_store(settings)
        self._demo = DemoAuthority(settings.key_dir)

    def warm_up(self) -> None:
        """Make the authority and the font now rather than for the first signer."""
        font_program()
        if not self._settings.is_production:
            self._demo.intermediates()

    def inspect(self, pdf: bytes) -> PdfFacts:
        """See :func:`signing.reading.inspect`."""
        return reading.inspect(pdf)

    def find_place(self, pdf: bytes, plan: RoutePlan) -> FoundPlace:
        """See :func:`signing.reading.find_place`."""
        return reading.find_place(io.BytesIO(pdf), plan)

    @in_place
    def prepare(self, file: BinaryIO, plan: RoutePlan) -> None:
        """See :func:`signing.reading.prepare`."""
        reading.prepare(file, plan)

    @in_place
    def sign(
        self,
        file: BinaryIO,
        key: str,
        stamps: Sequence[Stamp],
        now: datetime,
        level: Level = Level.B_T,
    ) -> None:
        """Sign the fields of these stamps in their order, with one key; no time stamp at B-B."""
        loaded = self._key(key, now)
        stamper = None
        if level is not Level.B_B:
            stamper = new_time_stamper(self._settings, self._demo, now=now)
        for stamp in stamps:
            sign_field(file, stamp=stamp, key=loaded, time_stamper=stamper, now=now)

    def archive(self, pdf: bytes, level: Level, now: datetime) -> ArchivedPdf:
        """See :func:`signing.pades.archive.archive_pdf`."""
        task = ArchiveTask(
            level=level,
            sources=self._sources(now),
            time_stamper=new_time_stamper(self._settings, self._demo, now=now),
            now=now,
            largest=self._settings.archive_mib * 1024 * 1024,
        )
        return archive_pdf(pdf, task)

    def take_apart(self, pdf: bytes, now: datetime) -> EvidenceParts:
        """See :func:`signing.pades.parts.take_apart`."""
        return take_apart(pdf, sources=self._sources(now), now=now)

    def sign_detached(self, data: bytes, now: datetime) -> bytes:
        """Sign with the system's own key; see :func:`signing.pades.parts.sign_detached`."""
        stamper = new_time_stamper(self._settings, self._demo, now=now)
        return sign_detached(data, key=self._system_key(now), time_stamper=stamper)

    def stamp_bytes(self, data: bytes, now: datetime) -> bytes:
        """See :func:`signing.pades.timestamps.stamp_bytes`."""
        stamper = new_time_stamper(self._settings, self._demo, now=now)
        return stamp_bytes(data, time_stamper=stamper)

    def seal_report(self, pdf: bytes, now: datetime) -> bytes:
        """Sign with the system's own key; see :func:`signing.sealing.report_plan`."""
        stamper = new_time_stamper(self._settings, self._demo, now=now)
        key = self._system_key(now)
        return sign_corner(pdf, plan=report_plan(now), key=key, time_stamper=stamper, now=now)

    def _system_key(self, now: datetime) -> SigningKey:
        label = self._settings.system_key
        if not self._settings.is_production:
            self.ensure_key(label, "Hệ thống Công vụ", "Hệ thống Công vụ", "", now)
        return self._key(label, now)

    def _key(self, name: str, now: datetime) -> SigningKey:
        loaded = self._keys.load(name)
        if loaded.chain:
            return loaded
        certificate = load_certificate(loaded.certificate)
        return ChainedKey(loaded, chain_above(certificate, trust_of(self._settings, now=now)))

    def examine_key(self, name: str, now: datetime) -> CertificateInfo:
        """Describe the certificate of a key that signs here, if both may sign now and agree."""
        loaded = self._keys.load(name)
        certificate = load_certificate(loaded.certificate)
        require_usable(certificate, offered=(), trust=trust_of(self._settings, now=now), now=now)
        # What is signed says itself that it is no document.
        loaded.sign(b"congvu: trial of a key, not a document " + secrets.token_bytes(16))
        return describe(certificate)

    def _sources(self, now: datetime) -> Sources:
        client = RevocationClient(FetchRules.of(self._settings), now=now)
        return Sources(trust=trust_of(self._settings, now=now), fetchers=fetchers_for(client))

    def examine_certificate(
        self, certificate: bytes, offered: Sequence[str], now: datetime
    ) -> CertificateInfo:
        """Describe a certificate whose key lies elsewhere, if it may sign now."""
        loaded = load_certificate(certificate)
        trust = trust_of(self._settings, now=now)
        require_usable(loaded, offered=offered, trust=trust, now=now)
        return describe(loaded)

    def judge_upload(self, data: bytes, now: datetime) -> PresentedCertificate:
        """See :func:`signing.pades.enrolment.judge_upload`."""
        return judge_upload(data, sources=self._sources(now), now=now)

    def prepare_deferred(
        self,
        pdf: bytes,
        stamp: Stamp | CornerStamp,
        certificate: bytes,
        offered: Sequence[str],
        now: datetime,
    ) -> PreparedSignature:
        """See :func:`signing.pades.deferred.prepare_signature`."""
        loaded = load_certificate(certificate)
        trust = trust_of(self._settings, now=now)
        return prepare_signature(
            pdf,
            stamp=plan_corner(pdf, stamp, now=now) if isinstance(stamp, CornerStamp) else stamp,
            certificate=certificate,
            chain=chain_above(loaded, trust),
            mechanism=require_usable(loaded, offered=offered, trust=trust, now=now),
            now=now,
        )

    def complete_deferred(
        self, prepared: PreparedSignature, certificate: bytes, value: bytes, now: datetime
    ) -> bytes:
        """See :func:`signing.pades.deferred.complete_signature`."""
        trust = trust_of(self._settings, now=now)
        return complete_signature(
            prepared,
            certificate=certificate,
            chain=chain_above(load_certificate(certificate), trust),
            value=value,
            time_stamper=new_time_stamper(self._settings, self._demo, now=now),
        )

    def check_picture(self, data: bytes, part: str, is_seal: bool) -> tuple[int, int]:  # noqa: FBT001 - over the wire arguments have no names
        """See :func:`signing.drawing.check_picture`."""
        return check_picture(data, part=part, is_seal=is_seal)

    def has_corner(self, pdf: bytes) -> bool:
        """See :func:`signing.cornering.has_corner`."""
        return has_corner(pdf)

    def take_pages(self, pdf: bytes, numbers: Sequence[int]) -> bytes:
        """See :func:`signing.layout.pages.take_pages`."""
        return take_pages(pdf, numbers)

    def sign_corner(self, pdf: bytes, key: str, stamp: CornerStamp, now: datetime) -> bytes:
        """Sign as the agency with text in the corner: an attachment or an electronic copy."""
        loaded = self._key(key, now)
        stamper = new_time_stamper(self._settings, self._demo, now=now)
        plan = plan_corner(pdf, stamp, now=now)
        return sign_corner(pdf, plan=plan, key=loaded, time_stamper=stamper, now=now)

    def make_corner(self, pdf: bytes, stamp: CornerStamp, now: datetime) -> PreparedField:
        """Make the empty field for text in the corner, for a program elsewhere to sign."""
        return make_corner(pdf, plan=plan_corner(pdf, stamp, now=now))

    def find_addition(
        self,
        base: bytes,
        signed: bytes,
        field: str,
        may_make_field: bool,  # noqa: FBT001 - over the wire arguments have no names
    ) -> AddedSignature:
        """See :func:`signing.pades.additions.find_addition`."""
        return find_addition(base, signed, field=field, may_make_field=may_make_field)

    def verify(self, pdf: bytes, now: datetime) -> Verdict:
        """See :func:`signing.verifier.verify_pdf`."""
        rules = FetchRules.of(self._settings)
        client = RevocationClient(rules, now=now) if rules.hosts and not rules.offline else None
        return verify_pdf(pdf, trust=trust_of(self._settings, now=now), now=now, client=client)

    def render_page(self, pdf: bytes, page: int, width: int) -> bytes:
        """See :func:`signing.layout.pages.render_page`."""
        return render_page(pdf, page=page, width=width)

    def flatten(self, pdf: bytes) -> PrintablePdf:
        """See :func:`signing.layout.pages.flatten`."""
        return flatten(pdf)

    def compare(self, pdf: bytes, covers: int) -> Comparison:
        """See :func:`signing.layout.comparison.compare_revisions`."""
        return compare_revisions(pdf, covers=covers)

    def ensure_key(
        self, label: str, common_name: str, organisation: str, email: str, now: datetime
    ) -> CertificateInfo:
        """Return a software key with a certificate of the demonstration authority."""
        if self._settings.is_production:
            raise KeyRefused(label, "software_key_in_production")
        return self._demo.ensure(
            label=label, common_name=common_name, organisation=organisation, email=email, now=now
        )

    def revoke(self, label: str, at: datetime, reason: str) -> None:
        """Put the label's certificate on the demonstration authority's list."""
        self._demo.revoke(label, at=at, reason=reason)
