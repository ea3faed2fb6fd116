"""The clerk issues with attachments, and makes a copy, with the agency's token in a real browser.

The token is SoftHSM, the signing program a process of its own (see test_keys_of_officials.py); what
comes of it is shown to pdfsig, to OpenSSL and to `congvu verify`.
"""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import x509 as asn1  # type: ignore[import-untyped]

from tests.agents.pdf import sign_pdf, software_signer
from tests.agents.running import Agent
from tests.desks import FIELDS
from tests.holders import Token, new_token, register
from tests.journeys.browser import Official, look_over
from tests.journeys.machines import Machine, open_document
from tests.office import Office
from tests.story import CLERK, door, issued, read, signed
from tests.verifiers import everybody_accepts

TWO = ("phu-luc-1.pdf", "phu-luc-2.pdf")
AGENTS = ["web_eid", "sign_service"]

pytestmark = pytest.mark.usefixtures("_signing_peers")


async def holds_the_token(office: Office, agent: Agent) -> None:
    await register(office, await office.sign_in(CLERK), agent.certificate, seal=True)


async def files_of(office: Office, document: dict[str, Any]) -> list[bytes]:
    """The document, then its attachments."""
    clerk = await office.sign_in(CLERK)
    paths = [f"{door(document)}/file"]
    paths += [f"{door(document)}/attachments/{row['number']}/file" for row in
              document["attachments"]]  # fmt: skip
    return [(await clerk.get(path)).content for path in paths]


@pytest.mark.parametrize("agents", AGENTS)
async def test_the_clerk_issues_a_document_with_two_attachments(
    office: Office, machine: Machine, agent: Agent, agents: str, key_dir: Path, tmp_path: Path
) -> None:
    document = await signed(office, beside=TWO)
    await holds_the_token(office, agent)
    async with machine(agents) as clerk:
        await open_document(clerk, CLERK, document)
        await clerk.reads("Chương trình ký hỏi mã PIN 4 lần")
        assert await look_over(clerk.page) == []
        await clerk.presses("Cấp số, đóng dấu, phát hành")
        await clerk.reads("Đã phát hành")
    ready = await read(office, document, expected="issued")
    for pdf, signatures in zip(await files_of(office, ready), (3, 1, 1), strict=True):
        await everybody_accepts(
            pdf, signatures=signatures, key_dir=key_dir, folder=tmp_path, now=office.clock.now()
        )


@pytest.mark.parametrize("agents", AGENTS)
async def test_the_clerk_signs_a_copy(
    office: Office, machine: Machine, agent: Agent, agents: str, key_dir: Path, tmp_path: Path
) -> None:
    document = await issued(office)
    await holds_the_token(office, agent)
    async with machine(agents) as clerk:
        await clerk.opens(door(document))
        await clerk.signs_in(CLERK)
        await clerk.page.get_by_text("Sao văn bản", exact=True).click()
        await clerk.writes("Sao để làm gì, gửi ai", "Gửi Phòng Tư pháp")
        await clerk.presses("Cấp số và ký bản sao")
        await clerk.reads("Bản sao chờ ký bằng token của cơ quan.")
        assert await look_over(clerk.page) == []
        await clerk.presses("Ký bản sao")
        await clerk.sees("SAO Y số 01/SY-UBND")
        await clerk.reads("Đã ký bản sao")
        await clerk.reads("Hợp lệ")
    officer = await office.sign_in(CLERK)
    [copy] = (await officer.get("/copies")).json()["items"]
    assert copy["verdict"]["outcome"] == "valid"
    pdf = (await officer.get(f"/copies/{copy['id']}/file")).content
    await everybody_accepts(
        pdf, signatures=4, key_dir=key_dir, folder=tmp_path, now=office.clock.now()
    )


@pytest.mark.parametrize("agents", AGENTS)
async def test_a_pin_not_given_at_the_third_step_keeps_the_two_before_it(
    office: Office, machine: Machine, agent: Agent, agents: str
) -> None:
    """Gone on with at once, and after the page was opened anew."""
    document = await signed(office, beside=TWO)
    await holds_the_token(office, agent)
    async with machine(agents) as clerk:
        await open_document(clerk, CLERK, document)
        agent.behave("cancel-after-2")
        await clerk.presses("Cấp số, đóng dấu, phát hành")
        await clerk.reads("Đã ký 2 trên 4.")
        assert await look_over(clerk.page) == []
        agent.behave("cancel-after-3")
        await clerk.presses("Ký tiếp")
        await clerk.reads("Đã ký 3 trên 4.")
        await clerk.opens(door(document))
        await clerk.reads("Lần ký này chưa xong.")
        assert await look_over(clerk.page) == []
        agent.behave("")
        await clerk.presses("Ký tiếp")
        await clerk.reads("Đã phát hành")
    ready = await read(office, document, expected="issued")
    assert ready["number_and_symbol"] == "01/KH-UBND"
    assert all(row["is_sealed"] for row in ready["attachments"])


async def test_a_session_that_was_left_is_cancelled_and_begun_anew(
    office: Office, machine: Machine, agent: Agent
) -> None:
    document = await signed(office, beside=TWO[:1])
    await holds_the_token(office, agent)
    async with machine("web_eid") as clerk:
        await open_document(clerk, CLERK, document)
        agent.behave("cancel-after-1")
        await clerk.presses("Cấp số, đóng dấu, phát hành")
        await clerk.reads("Đã ký 1 trên 3.")
        await clerk.presses("Hủy lần ký này")
        await clerk.reads("Lần ký vừa rồi không thành.")
        agent.behave("")
        await clerk.presses("Cấp số, đóng dấu, phát hành")
        await clerk.reads("Đã phát hành")
    assert (await read(office, document))["number_and_symbol"] == "01/KH-UBND"


async def test_every_file_is_carried_by_hand(
    office: Office, machine: Machine, key_dir: Path, tmp_path: Path
) -> None:
    document = await signed(office, beside=TWO[:1])
    token = new_token(key_dir)
    await register(office, await office.sign_in(CLERK), token.certificate, seal=True)
    async with machine("web_eid") as clerk:
        await open_document(clerk, CLERK, document)
        await clerk.page.get_by_text("Cách ký khác").click()
        await clerk.presses("Tải về, ký bằng phần mềm khác rồi nộp lại")
        for step, purpose in enumerate(("number", "seal", "attachment"), start=1):
            await clerk.reads(f"Bước {step} trên 3")
            await carried(clerk, token, FIELDS[purpose], tmp_path)
        await clerk.reads("Đã phát hành")
    await read(office, document, expected="issued")


async def carried(clerk: Official, token: Token, field: str, folder: Path) -> None:
    async with clerk.page.expect_download() as downloading:
        await clerk.follows("Tải văn bản về để ký")
    pdf = await asyncio.to_thread((await (await downloading.value).path()).read_bytes)
    signer = software_signer(token.private, asn1.Certificate.load(token.der))
    file = folder / "da-ky.pdf"
    file.write_bytes(await sign_pdf(pdf, signer, field=field))
    await clerk.page.get_by_label("Tệp đã ký").set_input_files(file)
    await clerk.presses("Nộp tệp đã ký")
