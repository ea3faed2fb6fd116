"""Where trust comes from, and that asking for it makes nothing."""

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from signing.certificates import Authority
from signing.demo_ca import DemoAuthority
from signing.settings import SigningSettings
from signing.trust import TrustMaterial, trust_in_folder, trust_of
from signing.trust_folder import list_loose, read_trust_folder
from signing.verdicts import Outcome
from signing.verifier import verify_pdf
from tests.signing.conftest import NOW, Stages
from tests.signing.issuers import Issuer, der
from tests.signing.lists import GRANTED, WITHDRAWN, service, sign, unsigned


def test_trust_from_a_folder(stages: Stages, settings: SigningSettings, tmp_path: Path) -> None:
    demo = DemoAuthority(settings.key_dir)
    (tmp_path / "root.crt").write_bytes(demo.trust_anchors()[0])
    (tmp_path / "issuing.cer").write_bytes(demo.intermediates()[0])
    for index, one in enumerate(demo.revocation_lists(now=NOW)):
        (tmp_path / f"{index}.crl").write_bytes(one)
    trust = trust_in_folder(tmp_path, now=NOW)
    assert verify_pdf(stages.sealed, trust=trust, now=NOW).outcome is Outcome.VALID


def test_asking_for_trust_makes_no_authority(tmp_path: Path) -> None:
    nowhere = SigningSettings(key_dir=tmp_path / "keys")
    assert trust_of(nowhere, now=NOW).anchors == ()
    assert not (tmp_path / "keys").exists()


def test_production_trusts_no_demonstration(settings: SigningSettings) -> None:
    production = settings.model_copy(update={"environment": "production"})
    assert trust_of(production, now=NOW).anchors == ()


def test_a_folder_as_offices_keep_it(tmp_path: Path) -> None:
    root, other = Issuer("http://x.example"), Issuer("http://x.example", name="Other")
    leaf = root.leaf()
    (tmp_path / "ROOT.CER").write_bytes(der(root.root.certificate))
    (tmp_path / "other.pem").write_bytes(other.root.certificate.public_bytes(Encoding.PEM))
    bundle = pkcs7.serialize_certificates([leaf, other.leaf()], Encoding.DER)
    (tmp_path / "bundle.p7b").write_bytes(bundle)
    (tmp_path / "root.crl").write_bytes(root.crl(now=NOW - timedelta(days=30)))
    (tmp_path / "letter.crt").write_bytes(b"not a certificate")
    (tmp_path / "readme.txt").write_bytes(b"nobody reads this")
    found = read_trust_folder(tmp_path, now=NOW)
    assert set(found.roots) == {der(root.root.certificate), der(other.root.certificate)}
    assert len(found.intermediates) == 2
    assert len(found.revocation_lists) == 1
    assert sorted(found.problems) == [
        "letter.crt: cannot be used (ValueError)",
        "root.crl: out of date",
    ]
    assert list_loose(found) == []


def test_an_intermediate_is_not_trusted_on_its_own(tmp_path: Path) -> None:
    leaf = Issuer("http://x.example").leaf()
    (tmp_path / "leaf.crt").write_bytes(der(leaf))
    found = read_trust_folder(tmp_path, now=NOW)
    assert (found.roots, found.intermediates) == ((), (der(leaf),))
    assert [one.endswith("its issuer is not in the folder") for one in list_loose(found)] == [True]


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "root.crt"
    first, second = Issuer("http://x.example"), Issuer("http://x.example", name="A longer name")
    for one in (first, second):
        path.write_bytes(der(one.root.certificate))
        assert read_trust_folder(tmp_path, now=NOW).roots == (der(one.root.certificate),)


def list_folder(folder: Path, listed: bytes, operator: Authority) -> None:
    (folder / "list.xml").write_bytes(sign(listed, operator))
    (folder / "list-signers").mkdir(exist_ok=True)
    (folder / "list-signers" / "operator.crt").write_bytes(der(operator.certificate))


@pytest.mark.parametrize(
    ("states", "outcome"),
    [
        ([(GRANTED, "2020-01-01T00:00:00Z")], Outcome.VALID),
        ([(WITHDRAWN, "2024-11-26T00:00:00Z"), (GRANTED, "2020-01-01T00:00:00Z")], Outcome.VALID),
        (
            [(WITHDRAWN, "2024-11-01T00:00:00Z"), (GRANTED, "2020-01-01T00:00:00Z")],
            Outcome.UNDETERMINED,
        ),
        ([(GRANTED, "2024-11-26T00:00:00Z")], Outcome.UNDETERMINED),
    ],
)
def test_a_listed_service_is_trusted_for_its_time(
    stages: Stages,
    settings: SigningSettings,
    tmp_path: Path,
    states: list[tuple[str, str]],
    outcome: Outcome,
) -> None:
    """The list alone makes the trust; what counts is its word on the time of signing."""
    demo = DemoAuthority(settings.key_dir)
    root = x509.load_der_x509_certificate(demo.trust_anchors()[0])
    operator = Issuer("http://x.example", name="Operator").signer()
    list_folder(tmp_path, unsigned(service(root, states=states)), operator)
    trust = trust_in_folder(tmp_path, now=NOW) + TrustMaterial(
        anchors=(), revocation_lists=demo.revocation_lists(now=NOW)
    )
    assert verify_pdf(stages.sealed, trust=trust, now=NOW).outcome is outcome


def test_lists_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    operator = Issuer("http://x.example", name="Operator").signer()
    list_folder(tmp_path, unsigned(until=NOW - timedelta(days=1)), operator)
    (tmp_path / "forged.xml").write_bytes(unsigned())
    found = read_trust_folder(tmp_path, now=NOW)
    assert len(found.trusted_lists) == 1
    assert found.problems == (
        "forged.xml: cannot be used (signature)",
        "list.xml: out of date since 2024-11-24",
    )
    (tmp_path / "list-signers" / "operator.crt").unlink()
    unsure = read_trust_folder(tmp_path, now=NOW)
    assert unsure.trusted_lists == ()
    assert unsure.problems == ("list-signers/ has no certificate: no trusted list can be used",)
