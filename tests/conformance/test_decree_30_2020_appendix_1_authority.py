"""Decree 30/2020, appendix I, part I, II.7a: on whose behalf is printed, and is written down."""

from uuid import UUID

import pytest
from sqlmodel import col, select

from auth.acts import Act
from auth.behalf import Behalf, OnBehalf, lines_above, read_authority
from auth.models import Credential, KeyStoreName, Person
from storage.ids import new_id
from storage.journal import JournalEntry
from tests.office import OFFICE_DAY, Office
from tests.story import approved, door

PRINTED = {
    "a body that decides together": (
        "TM. ỦY BAN NHÂN DÂN",
        "Chủ tịch",
        ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
    ),
    "a deputy for the head": ("KT. CHỦ TỊCH", "Phó Chủ tịch", ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
    "a deputy for the head of such a body": (
        "TM. Ủy ban nhân dân\nKT. Chủ tịch",
        "Phó Chủ tịch",
        ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
    ),
    "by order": ("TL. CHỦ TỊCH", "Chánh Văn phòng", ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG")),
    "by authorisation": ("TUQ.  GIÁM ĐỐC", "Trưởng phòng", ("TUQ. GIÁM ĐỐC", "TRƯỞNG PHÒNG")),
    "an acting head": ("Q.", "Chủ tịch", ("Q. CHỦ TỊCH",)),
    "the head": ("", "Chánh Thanh tra", ("CHÁNH THANH TRA",)),
}


@pytest.mark.parametrize("case", PRINTED)
def test_it_stands_before_the_position(case: str) -> None:
    authority, position, lines = PRINTED[case]
    assert lines_above(authority, position) == lines


@pytest.mark.parametrize(
    ("authority", "read", "office"),
    [
        ("TM. Ủy ban nhân dân", OnBehalf(Behalf.COLLECTIVE, "ỦY BAN NHÂN DÂN"), None),
        ("TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH", OnBehalf(Behalf.DEPUTY, "CHỦ TỊCH"), "CHỦ TỊCH"),
        ("TL. CHỦ TỊCH", OnBehalf(Behalf.BY_ORDER, "CHỦ TỊCH"), "CHỦ TỊCH"),
        ("TUQ. CHỦ TỊCH", OnBehalf(Behalf.BY_AUTHORISATION, "CHỦ TỊCH"), "CHỦ TỊCH"),
        ("Q.", OnBehalf(Behalf.ACTING, ""), None),
        ("", None, None),
        ("Chủ tịch", None, None),
    ],
)
def test_whose_signature_is_replaced(
    authority: str, read: OnBehalf | None, office: str | None
) -> None:
    found = read_authority(authority)
    assert found == read
    assert (found.office if found else None) == office


async def test_the_journal_names_the_person_the_key_and_the_authority(office: Office) -> None:
    document = await approved(office)
    signer = await office.sign_in("phochutich.huyen")
    assert (await signer.post(f"{door(document)}/sign")).status_code == 202
    async with office.platform.database.session() as session:
        found = await session.exec(
            select(JournalEntry).where(
                JournalEntry.subject_id == UUID(document["id"]),
                JournalEntry.act == Act.SIGNATURE_START,
            )
        )
        entry = found.one()
        chairman = await session.exec(select(Person.id).where(Person.full_name == "Lê Thanh Tùng"))
        held = await session.exec(
            select(Credential.serial).where(
                col(Credential.appointment_id) == UUID(signer.appointment_id)
            )
        )
        assert entry.on_behalf_of_id == chairman.one()
        assert entry.details == {
            "purpose": "person",
            "certificate": held.one(),
            "store": "software",
            "authority": "KT. CHỦ TỊCH",
        }


def test_a_key_is_called_by_its_store_and_label() -> None:
    names = {
        store: Credential(
            id=new_id(),
            key_store=store,
            key_label="chairman",
            subject="",
            serial="1",
            fingerprint="2",
            valid_from=OFFICE_DAY,
            valid_to=OFFICE_DAY,
        ).key_name
        for store in KeyStoreName
    }
    assert names[KeyStoreName.SOFTWARE] == "chairman"
    assert names[KeyStoreName.PKCS11] == "pkcs11:chairman"
    assert names[KeyStoreName.CSC] == "csc:chairman"
