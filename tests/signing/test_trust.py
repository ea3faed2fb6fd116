"""Where trust comes from, and that asking for it makes nothing."""

from pathlib import Path

from signing.demo_ca import DemoAuthority
from signing.settings import SigningSettings
from signing.trust import trust_in_folder, trust_of
from signing.verdicts import Outcome
from signing.verifier import verify_pdf
from tests.signing.conftest import NOW, Stages


def test_trust_from_a_folder(stages: Stages, settings: SigningSettings, tmp_path: Path) -> None:
    demo = DemoAuthority(settings.key_dir)
    (tmp_path / "root.crt").write_bytes(demo.trust_anchors()[0])
    for index, one in enumerate(demo.revocation_lists(now=NOW)):
        (tmp_path / f"{index}.crl").write_bytes(one)
    trust = trust_in_folder(tmp_path)
    assert verify_pdf(stages.sealed, trust=trust, now=NOW).outcome is Outcome.VALID


def test_asking_for_trust_makes_no_authority(tmp_path: Path) -> None:
    nowhere = SigningSettings(key_dir=tmp_path / "keys")
    assert trust_of(nowhere, now=NOW).anchors == ()
    assert not (tmp_path / "keys").exists()


def test_production_trusts_no_demonstration(settings: SigningSettings) -> None:
    production = settings.model_copy(update={"environment": "production"})
    assert trust_of(production, now=NOW).anchors == ()
