"""The steps of the story, as the people of the office take them through the API."""

from typing import Any

from tests import corpus
from tests.corpus import Facts
from tests.office import Office, Officer, etag, only

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


async def draft(
    officer: Officer,
    facts: Facts,
    content: bytes,
    *,
    filename: str,
    receivers: list[str],
    reply_to: str | None = None,
) -> dict[str, Any]:
    """A draft with its file, to be signed by the leader the file names."""
    signers = (await officer.get("/staff", params={"permission": "sign"})).json()
    signer = only(signers, position=facts.signer_position)
    created = await officer.post(
        "/documents",
        {
            "type_code": facts.type_code,
            "abstract": facts.abstract,
            "signer_appointment_id": signer["appointment_id"],
            "receivers": [{"agency_id": agency} for agency in receivers],
            "reply_to_id": reply_to,
        },
        headers={"Idempotency-Key": f"draft-{filename}"},
    )
    assert created.status_code == 201, created.text
    uploaded = await officer.put(
        f"/documents/{created.json()['id']}/file",
        params={"filename": filename},
        content=content,
        headers=etag(created.json()),
    )
    assert uploaded.status_code == 200, uploaded.text
    return dict(uploaded.json())


async def review(
    officer: Officer, reviewer: Officer, document_id: str, *, comment: str
) -> dict[str, Any]:
    """Submitted, annotated, approved."""
    path = f"/documents/{document_id}"
    submitted = await officer.post(
        f"{path}/submit", {"reviewer_appointment_id": reviewer.appointment_id, "text": "Kính trình"}
    )
    assert submitted.status_code == 200, submitted.text
    noted = await reviewer.post(f"{path}/comments", {"text": comment, "page": 1})
    assert noted.status_code == 201, noted.text
    approved = await reviewer.post(f"{path}/approve", {"text": "Đồng ý"})
    assert approved.status_code == 200, approved.text
    return dict(approved.json())


async def sign(office: Office, leader: Officer, document_id: str) -> dict[str, Any]:
    started = await leader.post(f"/documents/{document_id}/sign")
    assert started.status_code == 202, started.text
    await office.work()
    return await settled(leader, document_id)


async def issue(office: Office, clerk: Officer, document_id: str) -> dict[str, Any]:
    started = await clerk.post(f"/documents/{document_id}/issue")
    assert started.status_code == 202, started.text
    await office.work()
    return await settled(clerk, document_id)


async def settled(officer: Officer, document_id: str) -> dict[str, Any]:
    read = (await officer.get(f"/documents/{document_id}")).json()
    assert read["signing"]["problem"] is None
    assert read["signing"]["state"] == "completed"
    return dict(read)


async def registered(clerk: Officer, **facts: Any) -> dict[str, Any]:
    """The newest arrival, examined, registered and laid before the leaders."""
    arrivals = (await clerk.get("/incoming", params={"state": "arrived"})).json()["items"]
    incoming = only(arrivals, **facts)
    assert incoming["verdict"] == "valid"
    door = f"/incoming/{incoming['id']}"
    taken = await clerk.post(f"{door}/register")
    assert taken.status_code == 200, taken.text
    presented = await clerk.post(f"{door}/present")
    assert presented.json()["state"] == "presented", presented.text
    return dict(presented.json())


async def assigned(
    leader: Officer, official: Officer, incoming_id: str, *, deadline: str
) -> dict[str, Any]:
    """The leader's instruction, and the official's start."""
    answer = await leader.post(
        f"/incoming/{incoming_id}/assignments",
        {
            "instruction": "Tham mưu báo cáo kết quả thực hiện",
            "assignments": [
                {"appointment_id": official.appointment_id, "role": "lead", "deadline": deadline}
            ],
        },
    )
    assert answer.status_code == 201, answer.text
    task = answer.json()["tasks"][0]
    started = await official.post(f"/tasks/{task['id']}/start")
    assert started.json()["state"] == "in_progress", started.text
    return dict(started.json())


def pdf(name: str) -> tuple[Facts, bytes]:
    return corpus.facts(name), corpus.pdf(name)
