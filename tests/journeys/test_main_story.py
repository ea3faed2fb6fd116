"""The main story through the API: from a draft in the district to thirteen communes and back."""

from tests import corpus
from tests.office import Office, Officer, etag, only


async def drafted(office: Office, officer: Officer, name: str, receivers: list[str]) -> dict:  # type: ignore[type-arg]
    facts = corpus.facts(name)
    signers = (await officer.get("/staff", params={"permission": "sign"})).json()
    signer = only(signers, position="Phó Chủ tịch")
    answer = await officer.post(
        "/documents",
        {
            "type_code": facts.type_code,
            "abstract": facts.abstract,
            "signer_appointment_id": signer["appointment_id"],
            "receivers": [{"agency_id": agency} for agency in receivers],
        },
        headers={"Idempotency-Key": f"draft-{name}"},
    )
    assert answer.status_code == 201, answer.text
    document = answer.json()
    uploaded = await officer.put(
        f"/documents/{document['id']}/file",
        params={"filename": f"{name}.pdf"},
        content=corpus.pdf(name),
        headers=etag(document),
    )
    assert uploaded.status_code == 200, uploaded.text
    return dict(uploaded.json())


async def test_a_document_reaches_thirteen_communes_and_is_answered(office: Office) -> None:
    specialist = await office.sign_in("chuyenvien.huyen")
    head = await office.sign_in("chanhvanphong.huyen")
    vice_chairman = await office.sign_in("phochutich.huyen")
    clerk = await office.sign_in("vanthu.huyen")
    communes = [row["id"] for row in await office.agencies("H20.90.")]
    assert len(communes) == 13

    document = await drafted(office, specialist, corpus.names()[0], communes)
    path = f"/documents/{document['id']}"
    submitted = await specialist.post(
        f"{path}/submit", {"reviewer_appointment_id": head.appointment_id, "text": "Kính trình"}
    )
    assert submitted.json()["state"] == "in_review", submitted.text
    await head.post(f"{path}/comments", {"text": "Đề nghị rà soát lại thời hạn", "page": 1})
    approved = await head.post(f"{path}/approve", {"text": "Đồng ý"})
    assert approved.json()["state"] == "approved", approved.text

    signing = await vice_chairman.post(f"{path}/sign")
    assert signing.status_code == 202, signing.text
    await office.work()
    signed = (await clerk.get(path)).json()
    assert signed["signing"]["problem"] is None
    assert signed["state"] == "signed"

    issuing = await clerk.post(f"{path}/issue")
    assert issuing.status_code == 202, issuing.text
    assert issuing.json()["number_and_symbol"].startswith("01/")
    await office.work()
    issued = (await specialist.get(path)).json()
    assert issued["signing"]["problem"] is None
    assert issued["state"] == "issued"
    states = [row["delivery"]["state"] for row in issued["receivers"]]
    assert states == ["arrived"] * 13

    commune_clerk = await office.sign_in("vanthu.myhoa")
    arrivals = (await commune_clerk.get("/incoming", params={"state": "arrived"})).json()["items"]
    incoming = arrivals[0]
    assert incoming["verdict"] == "valid"
    door = f"/incoming/{incoming['id']}"
    registered = (await commune_clerk.post(f"{door}/register")).json()
    assert (registered["state"], registered["arrival_number"]) == ("registered", 1)
    await commune_clerk.post(f"{door}/present")

    chairman = await office.sign_in("chutich.myhoa")
    official = await office.sign_in("canbo.myhoa")
    assigned = await chairman.post(
        f"{door}/assignments",
        {
            "instruction": "Tham mưu báo cáo kết quả thực hiện",
            "assignments": [
                {
                    "appointment_id": official.appointment_id,
                    "role": "lead",
                    "deadline": "2024-12-05",
                }
            ],
        },
    )
    assert assigned.status_code == 201, assigned.text
    task = assigned.json()["tasks"][0]
    started = await official.post(f"/tasks/{task['id']}/start")
    assert started.json()["state"] == "in_progress", started.text

    desk = (await official.get("/desk")).json()
    assert [row["kind"] for row in desk["rows"]] == ["to_process"]

    now_seen = (await specialist.get(path)).json()
    commune = only(
        [{"code": row["agency"]["code"], **row["delivery"]} for row in now_seen["receivers"]],
        code="H20.90.03",
    )
    assert [event["code"] for event in commune["events"]] == [None, None, "01", "03", "04", "05"]
