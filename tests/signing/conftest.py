"""One facade with its worker processes, its keys, and one document at each stage."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from signing.models import NumberStamp, PersonStamp, RoutePlan, SealStamp, Signatory
from signing.service import Signing
from signing.settings import SigningSettings
from tests.signing import office

NOW = datetime(2024, 11, 25, 3, 0, tzinfo=UTC)
LEADER_KEY = "leader"
AGENCY_KEY = "agency"

PLAN = RoutePlan(leader=Signatory(name=office.LEADER, position=office.POSITION))
PERSON = PersonStamp(name=office.LEADER, position=office.POSITION)
NUMBER = NumberStamp(number="15", symbol="KH-UBND", place="Tháp Mười", date=date(2024, 11, 25))
SEAL = SealStamp(agency=office.AGENCY)


@dataclass(frozen=True)
class Stages:
    """One document after each step of its route."""

    draft: bytes
    prepared: bytes
    signed: bytes
    sealed: bytes


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> SigningSettings:
    folder = tmp_path_factory.mktemp("signing")
    return SigningSettings(key_dir=folder / "keys", workers=2)


@pytest.fixture(scope="session")
async def signing(settings: SigningSettings) -> AsyncIterator[Signing]:
    async with Signing(settings) as facade:
        for label, name in ((LEADER_KEY, office.LEADER), (AGENCY_KEY, office.AGENCY)):
            await facade.ensure_key(
                label=label,
                common_name=name,
                organisation=office.AGENCY,
                email=f"{label}@thapmuoi.example",
                now=NOW,
            )
        yield facade


async def run_route(signing: Signing, draft: bytes, *, plan: RoutePlan = PLAN) -> Stages:
    """Prepare, sign, number and seal."""
    prepared = await signing.prepare(draft, plan)
    signed = await signing.sign_person(prepared, key=LEADER_KEY, stamp=PERSON, now=NOW)
    sealed = await signing.number_and_seal(
        signed, key=AGENCY_KEY, number=NUMBER, seal=SEAL, now=NOW
    )
    return Stages(draft=draft, prepared=prepared, signed=signed, sealed=sealed)


@pytest.fixture(scope="session")
async def stages(signing: Signing) -> Stages:
    return await run_route(signing, office.plan_pdf())
