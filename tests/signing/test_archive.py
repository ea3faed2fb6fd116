"""Bringing files to the long-term levels: where data comes from, and what stops it."""

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from signing.algorithms import NEVER, REVIEW_BY, hash_ends, signature_ends
from signing.demo_ca import DemoAuthority
from signing.errors import ArchiveTooLarge, NotArchivable
from signing.keys.software import SoftwareKey
from signing.models import ArchivedPdf
from signing.pades.archive import ArchiveTask, archive_pdf
from signing.pades.evidence import Sources
from signing.pades.fetchers import fetchers_for
from signing.pades.files import close_writer, open_writer
from signing.pades.signing import sign_field
from signing.pades.timestamps import DemoTimeStamper
from signing.revocation.client import RevocationClient
from signing.revocation.rules import FetchRules
from signing.service import Signing
from signing.settings import SigningSettings
from signing.tasks import Tasks
from signing.trust import TrustMaterial
from signing.verdicts import Level
from tests.signing import office
from tests.signing.archivable import broken_rules
from tests.signing.conftest import NOW, PERSON, Stages
from tests.signing.issuers import Issuer, Server, der, serving

FIVE = 5 * 1024 * 1024


@dataclass
class Served:
    """A file signed by a key whose certificate names a server, and time stamps of the same."""

    server: Server
    issuer: Issuer
    signer: SoftwareKey
    stamping: SoftwareKey
    prepared: bytes

    def sign(self) -> bytes:
        stamper = DemoTimeStamper(self.stamping, now=NOW)
        file = io.BytesIO(self.prepared)
        sign_field(file, stamp=PERSON, key=self.signer, time_stamper=stamper, now=NOW)
        return file.getvalue()

    async def archive(self, *, largest: int = FIVE, level: Level = Level.B_LTA) -> ArchivedPdf:
        client = RevocationClient(FetchRules(hosts=frozenset({self.server.host})), now=NOW)
        trust = TrustMaterial(anchors=(der(self.issuer.root.certificate),))
        task = ArchiveTask(
            level=level,
            sources=Sources(trust=trust, fetchers=fetchers_for(client)),
            time_stamper=DemoTimeStamper(self.stamping, now=NOW),
            now=NOW,
            largest=largest,
        )
        # In a thread, since the server answers on this loop.
        signed = await asyncio.to_thread(self.sign)
        return await asyncio.to_thread(archive_pdf, signed, task)


@pytest.fixture
async def served(stages: Stages) -> AsyncIterator[Served]:
    async with serving() as server:
        issuer = Issuer(server.base)
        server.answers |= issuer.serve(now=NOW)
        stamps = issuer.entity(ExtendedKeyUsageOID.TIME_STAMPING, "Stamps", issuer.addresses)
        issuer.leaves[stamps.certificate.serial_number] = stamps.certificate
        leaf = issuer.signer()
        yield Served(
            server,
            issuer,
            SoftwareKey(leaf.private, [leaf.certificate]),
            SoftwareKey(stamps.private, [stamps.certificate]),
            stages.prepared,
        )


def streams(pdf: bytes, key: str) -> list[bytes]:
    store = PdfFileReader(io.BytesIO(pdf)).root["/DSS"]
    return [one.get_object().data for one in store[key]] if key in store else []


async def test_answers_of_signer_and_time_stamps_are_embedded(served: Served) -> None:
    done = await served.archive()
    answers = [ocsp.load_der_ocsp_response(one) for one in streams(done.pdf, "/OCSPs")]
    assert {one.serial_number for one in answers} == served.issuer.leaves.keys()
    # Small answers instead of lists; and the responder's certificate, which signed them.
    assert streams(done.pdf, "/CRLs") == []
    assert der(served.issuer.responder.certificate) in streams(done.pdf, "/Certs")
    assert served.server.asked.count("/ocsp") == 2


async def test_lists_take_the_place_of_answers(served: Served) -> None:
    del served.server.answers["/ocsp"]
    done = await served.archive()
    assert len(streams(done.pdf, "/CRLs")) == 1
    assert streams(done.pdf, "/OCSPs") == []


async def test_without_revocation_data_there_is_no_long_term_level(served: Served) -> None:
    served.server.answers.clear()
    with pytest.raises(NotArchivable) as failed:
        await served.archive(level=Level.B_LT)
    assert failed.value.reason == "revocation_not_available"
    assert "Stamps" in failed.value.subject


@pytest.mark.parametrize("whose", ["signer", "stamping"])
async def test_a_revoked_certificate_is_not_archived(served: Served, whose: str) -> None:
    certificate = x509.load_der_x509_certificate(getattr(served, whose).certificate)
    revoked_at = NOW - timedelta(days=1)
    served.issuer.revoked[certificate.serial_number] = (
        revoked_at,
        x509.ReasonFlags.key_compromise,
    )
    with pytest.raises(NotArchivable) as failed:
        await served.archive()
    assert failed.value.reason == "certificate_revoked"


async def test_data_has_a_limit(served: Served) -> None:
    del served.server.answers["/ocsp"]
    for serial in range(1, 4000):
        served.issuer.revoked[serial] = (NOW, x509.ReasonFlags.superseded)
    with pytest.raises(ArchiveTooLarge) as failed:
        await served.archive(largest=100_000)
    assert failed.value.size > failed.value.limit == 100_000


async def test_an_unsigned_file_is_not_archived(signing: Signing, stages: Stages) -> None:
    for pdf in (stages.draft, stages.prepared):
        with pytest.raises(NotArchivable) as failed:
            await signing.archive(pdf, level=Level.B_LTA, now=NOW)
        assert failed.value.reason == "unsigned"


async def test_renewing_too_late_says_so(signing: Signing, stages: Stages) -> None:
    done = await signing.archive(stages.sealed, level=Level.B_LTA, now=NOW)
    assert done.protected_until is not None
    late = done.protected_until + timedelta(days=1)
    with pytest.raises(NotArchivable) as failed:
        await signing.archive(done.pdf, level=Level.B_LTA, now=late)
    assert failed.value.reason == "certificate_expired"
    assert "2023" in failed.value.subject


async def test_a_stream_that_ends_in_a_carriage_return_keeps_pdfa(
    served: Served, tmp_path: Path
) -> None:
    found = b""
    while not found.endswith(b"\r"):
        found = served.issuer.crl(now=NOW)
    writer = open_writer(office.plan_pdf() + b"\n")
    stream = writer.add_object(generic.StreamObject(stream_data=found))
    writer.root["/CongvuTest"] = stream
    writer.update_root()  # type: ignore[no-untyped-call]
    written = close_writer(writer)
    assert broken_rules(written) == set()
    assert PdfFileReader(io.BytesIO(written)).root["/CongvuTest"].data == found


def test_the_demonstration_changes_its_time_stamp_authority(settings: SigningSettings) -> None:
    demo = DemoAuthority(settings.key_dir)
    years = {
        year: x509.load_der_x509_certificate(
            demo.time_stamp_key(now=NOW.replace(year=year)).certificate
        )
        for year in (2024, 2025, 2026, 2044)
    }
    assert years[2024] == years[2025] != years[2026]
    assert years[2024].not_valid_after_utc == datetime(2032, 1, 1, tzinfo=UTC)
    for year, certificate in years.items():
        at = NOW.replace(year=year)
        assert certificate.not_valid_before_utc <= at < certificate.not_valid_after_utc


def test_a_revoked_time_stamp_authority_of_the_demonstration(
    tmp_path: Path, stages: Stages, settings: SigningSettings
) -> None:
    tasks = Tasks(settings.model_copy(update={"key_dir": tmp_path}))
    tasks.ensure_key("one", "One", "", "", NOW)
    signed = io.BytesIO(stages.prepared)
    tasks.sign(signed, "one", (PERSON,), NOW)
    DemoAuthority(tmp_path).revoke_time_stamps(of=NOW, at=NOW, reason="key_compromise")
    with pytest.raises(NotArchivable) as failed:
        tasks.archive(signed.getvalue(), Level.B_LTA, NOW + timedelta(days=1))
    assert (failed.value.reason, "2023" in failed.value.subject) == ("certificate_revoked", True)


def test_levels_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONGVU_SIGNING_LEVELS", "GM=B-T, GNP=PAdES-B-B,")
    settings = SigningSettings()
    assert settings.level_of("GM") is Level.B_T
    assert settings.level_of("GNP") is Level.B_B
    assert settings.level_of("QĐ") is Level.B_LTA
    monkeypatch.setenv("CONGVU_SIGNING_LEVEL", "B-LT")
    assert SigningSettings().level_of("QĐ") is Level.B_LT
    for name, wrong in (("LEVELS", "GM=C-T"), ("LEVEL", "high"), ("ALARM_BEFORE", "P400D")):
        with monkeypatch.context() as other:
            other.setenv(f"CONGVU_SIGNING_{name}", wrong)
            with pytest.raises(ValueError, match="validation error"):
                SigningSettings()


def test_algorithms_end_as_ets_119_312_says() -> None:
    assert hash_ends("sha256") is None
    assert hash_ends("sha1") == datetime(2012, 8, 1, tzinfo=UTC)
    assert hash_ends("something") == NEVER
    assert signature_ends("rsassa_pkcs1v15", 2048) == datetime(2029, 1, 1, tzinfo=UTC)
    assert signature_ends("rsassa_pkcs1v15", 1024) == datetime(2019, 10, 1, tzinfo=UTC)
    assert signature_ends("rsassa_pkcs1v15", 512) == NEVER
    assert signature_ends("rsassa_pss", 3072) is None
    assert signature_ends("ecdsa", 256) is None
    assert signature_ends("dsa", 2048) == NEVER
    assert REVIEW_BY > NOW
