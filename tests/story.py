"""The steps of the main story through the API, for tests that begin somewhere in it."""

from collections.abc import Sequence
from typing import Any

from tests import corpus
from tests.office import Office, etag, only

DRAFTER = "chuyenvien.huyen"
REVIEWER = "chanhvanphong.huyen"
SIGNER = "phochutich.huyen"
CLERK = "vanthu.huyen"
COMMUNE = "H20.90.03"
REASON = "Văn bản chưa đúng thẩm quyền ban hành"


def door(row: dict[str, Any]) -> str:
    return f"/documents/{row['id']}"


async def receivers(office: Office, codes: Sequence[str]) -> list[dict[str, str]]:
    known = {row["code"]: row["id"] for row in await office.agencies()}
    return [{"agency_id": known[code]} for code in codes]


async def facts_of_draft(
    office: Office, *, codes: Sequence[str] = (COMMUNE,), **changes: Any
) -> dict[str, Any]:
    """A body for POST /documents that is accepted as it is."""
    drafter = await office.sign_in(DRAFTER)
    signers = (await drafter.get("/staff", params={"permission": "sign"})).json()
    return {
        "type_code": "KH",
        "abstract": "Kế hoạch chuyển đổi số năm 2024",
        "signer_appointment_id": only(signers, position="Phó Chủ tịch")["appointment_id"],
        "receivers": await receivers(office, codes),
        **changes,
    }


async def drafted(
    office: Office,
    *,
    codes: Sequence[str] = (COMMUNE,),
    file: str | None = "letter",
    beside: Sequence[str] = (),
    **changes: Any,
) -> dict[str, Any]:
    drafter = await office.sign_in(DRAFTER)
    body = await facts_of_draft(office, codes=codes, **changes)
    answer = await drafter.post("/documents", body)
    assert answer.status_code == 201, answer.text
    document = dict(answer.json())
    for filename in beside:
        document = await attached(office, document, corpus.pdf("tables"), filename=filename)
    return await uploaded(office, document, corpus.pdf(file)) if file else document


async def uploaded(
    office: Office, document: dict[str, Any], content: bytes, *, filename: str = "van-ban.pdf"
) -> dict[str, Any]:
    drafter = await office.sign_in(DRAFTER)
    answer = await drafter.put(
        f"{door(document)}/file",
        params={"filename": filename},
        content=content,
        headers=etag(document),
    )
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def attached(
    office: Office, document: dict[str, Any], content: bytes, *, filename: str
) -> dict[str, Any]:
    drafter = await office.sign_in(DRAFTER)
    answer = await drafter.put(
        f"{door(document)}/attachments",
        params={"filename": filename},
        content=content,
        headers=etag(document),
    )
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def submitted(office: Office, **draft: Any) -> dict[str, Any]:
    drafter = await office.sign_in(DRAFTER)
    reviewer = await office.sign_in(REVIEWER)
    document = await drafted(office, **draft)
    answer = await drafter.post(
        f"{door(document)}/submit",
        {"reviewer_appointment_id": reviewer.appointment_id, "text": "Kính trình"},
    )
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def approved(office: Office, **draft: Any) -> dict[str, Any]:
    reviewer = await office.sign_in(REVIEWER)
    document = await submitted(office, **draft)
    answer = await reviewer.post(f"{door(document)}/approve", {"text": "Đồng ý"})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def signed(office: Office, **draft: Any) -> dict[str, Any]:
    signer = await office.sign_in(SIGNER)
    document = await approved(office, **draft)
    answer = await signer.post(f"{door(document)}/sign")
    assert answer.status_code == 202, answer.text
    await office.work()
    return await read(office, document, expected="signed")


async def issued(office: Office, **draft: Any) -> dict[str, Any]:
    clerk = await office.sign_in(CLERK)
    document = await signed(office, **draft)
    answer = await clerk.post(f"{door(document)}/issue")
    assert answer.status_code == 202, answer.text
    await office.work()
    return await read(office, document, expected="issued")


async def read(office: Office, document: dict[str, Any], *, expected: str = "") -> dict[str, Any]:
    """The document as its clerk sees it now."""
    clerk = await office.sign_in(CLERK)
    answer = await clerk.get(door(document))
    assert answer.status_code == 200, answer.text
    found = dict(answer.json())
    assert not expected or found["state"] == expected, (found["state"], found["signing"])
    return found


async def arrived(office: Office, *, commune: str = "myhoa", **draft: Any) -> dict[str, Any]:
    """An issued document as the commune's clerk finds it."""
    document = await issued(office, **draft)
    clerk = await office.sign_in(f"vanthu.{commune}")
    rows = (await clerk.get("/incoming", params={"limit": 100})).json()["items"]
    row = only(rows, number_and_symbol=document["number_and_symbol"])
    return dict((await clerk.get(f"/incoming/{row['id']}")).json())
