"""Decision 28/2018, articles 5.4, 6.3, 8.2, 9.1: verify before accepting, tell the sender."""

from typing import Any

from tests.office import Office, only
from tests.story import CLERK, REASON, arrived, door, issued, read

COMMUNES = [f"H20.90.{n:02d}" for n in range(1, 14)]


async def test_every_receiver_is_reached_once_and_the_sender_sees_it(office: Office) -> None:
    """8.2 and 6.3: sent, arrived [01], without anybody's further doing."""
    document = await issued(office, codes=COMMUNES)
    assert [row["agency"]["code"] for row in document["receivers"]] == COMMUNES
    for row in document["receivers"]:
        assert [event["state"] for event in row["delivery"]["events"]] == [
            "queued",
            "sent",
            "arrived",
        ]


async def test_an_agency_outside_gets_paper_and_the_register_says_so(office: Office) -> None:
    """5.2 and 7.1: paper goes to whom the system does not reach, and to nobody else."""
    document = await issued(office, codes=["H20", "H20.90.03"])
    media = {row["agency"]["code"]: row["delivery"] for row in document["receivers"]}
    assert (media["H20"]["medium"], media["H20"]["state"]) == ("paper", "sent_on_paper")
    assert (media["H20.90.03"]["medium"], media["H20.90.03"]["state"]) == ("electronic", "arrived")


async def test_a_receiver_accepts_after_it_has_verified(office: Office) -> None:
    """9.1: completeness, integrity, authenticity come before the arrival number."""
    incoming = await arrived(office)
    clerk = await office.sign_in("vanthu.myhoa")
    assert (await clerk.post(f"/incoming/{incoming['id']}/register")).status_code == 200
    history = (await clerk.get(f"/incoming/{incoming['id']}/history")).json()
    assert [row["act"] for row in history] == [
        "document:delivery:arrive",
        "document:delivery:verify",
        "document:incoming:register",
    ]
    assert history[1]["details"]["outcome"] == "valid"


async def test_a_refusal_has_a_reason_and_reaches_the_sender(office: Office) -> None:
    """5.4: who refuses answers for it and says so through the system, code 02 of QCVN 102."""
    incoming = await arrived(office)
    clerk, official = [await office.sign_in(f"{name}.myhoa") for name in ("vanthu", "canbo")]
    door_in = f"/incoming/{incoming['id']}"
    nameless = await clerk.post(f"{door_in}/refuse", {})
    assert (nameless.status_code, nameless.json()["errors"][0]["field"]) == (422, "reason")
    assert (await official.post(f"{door_in}/refuse", {"reason": REASON})).status_code == 404
    assert (await clerk.post(f"{door_in}/refuse", {"reason": REASON})).status_code == 200
    event = (await delivery_to_my_hoa(office, incoming))["events"][-1]
    assert (event["state"], event["code"], event["reason"]) == ("refused", "02", REASON)
    after = await clerk.post(f"{door_in}/register")
    assert after.status_code == 409


async def test_the_register_of_the_sender_counts_who_took_it_in(office: Office) -> None:
    incoming = await arrived(office, codes=["H20.90.03", "H20.90.04"])
    clerk = await office.sign_in("vanthu.myhoa")
    await clerk.post(f"/incoming/{incoming['id']}/register")
    other = await office.sign_in("vanthu.thanhmy")
    [row] = (await other.get("/incoming")).json()["items"]
    await other.post(f"/incoming/{row['id']}/refuse", {"reason": REASON})
    sender = await office.sign_in(CLERK)
    [line] = (await sender.get("/documents")).json()["items"]
    assert (line["receivers"], line["registered"], line["refused"]) == (2, 1, 1)


async def delivery_to_my_hoa(office: Office, incoming: dict[str, Any]) -> dict[str, Any]:
    sender = await office.sign_in(CLERK)
    rows = (await sender.get("/documents")).json()["items"]
    sent = only(rows, number_and_symbol=incoming["number_and_symbol"])
    document = await read(office, sent)
    assert door(document)
    [receiver] = document["receivers"]
    return dict(receiver["delivery"])
