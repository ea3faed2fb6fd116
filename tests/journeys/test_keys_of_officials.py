"""The leader signs with a token at the machine before them, in a real browser.

The token is SoftHSM (PKCS#11), the signing program a process of its own (tests/agents), reached by
Web eID's messages through an unpacked extension, and by the local service's WebSocket over TLS.
"""

import asyncio
import re
from pathlib import Path

import pytest
from asn1crypto import x509 as asn1  # type: ignore[import-untyped]
from playwright.async_api import Browser

from tests.agents.pdf import sign_pdf, software_signer
from tests.agents.running import Agent
from tests.holders import new_token, register
from tests.journeys.browser import (
    PHONE,
    look_over,
    visitors,
)
from tests.journeys.machines import Machine, open_document
from tests.journeys.serving import serve
from tests.office import Office
from tests.story import CLERK, SIGNER, approved, door, read, signed

NOBODY_THERE = 9

pytestmark = pytest.mark.usefixtures("_signing_peers")


@pytest.mark.parametrize("kind", ["P-384", "RSA"])
@pytest.mark.parametrize("agents", ["web_eid", "sign_service"])
async def test_the_leader_signs(
    office: Office, machine: Machine, agent: Agent, agents: str, kind: str
) -> None:
    await register(office, await office.sign_in(SIGNER), agent.certificate)
    document = await approved(office)
    async with machine(agents) as leader:
        await open_document(leader, SIGNER, document)
        await leader.presses("Ký số")
        await leader.reads("Đã ký, chờ phát hành")
    ready = await read(office, document, expected="signed")
    assert ready["verdict"]["outcome"] == "valid", ready["verdict"]
    [one] = ready["verdict"]["signatures"]
    assert (one["field"], one["purpose"]) == ("CongvuLeader", "person")


@pytest.mark.parametrize("agents", ["web_eid", "sign_service"])
async def test_the_clerk_signs_twice_and_issues(
    office: Office, machine: Machine, agent: Agent, agents: str
) -> None:
    """Number and date, then the seal, with one token and one press of a button."""
    document = await signed(office)
    await register(office, await office.sign_in(CLERK), agent.certificate, seal=True)
    async with machine(agents) as clerk:
        await open_document(clerk, CLERK, document)
        await clerk.presses("Cấp số, đóng dấu, phát hành")
        await clerk.reads("Đã phát hành")
    ready = await read(office, document, expected="issued")
    assert ready["number_and_symbol"] == "01/KH-UBND"
    pdf = (await (await office.sign_in(CLERK)).get(f"{door(document)}/file")).content
    verdict = await office.platform.signing.verify(pdf, now=office.clock.now())
    made = [one.purpose for one in verdict.signatures if not one.is_document_timestamp]
    assert made == ["person", "number", "seal"]
    assert verdict.outcome == "valid", verdict


async def test_what_goes_wrong_at_the_machine_is_said_and_can_be_tried_again(
    office: Office, machine: Machine, agent: Agent
) -> None:
    await register(office, await office.sign_in(SIGNER), agent.certificate)
    document = await approved(office)
    async with machine("web_eid,sign_service") as leader:
        await open_document(leader, SIGNER, document)
        for how, sentence in (
            ("cancel", "Đã hủy lần ký này ở cửa sổ nhập mã PIN."),
            ("removed", "Token hoặc thẻ đã bị rút ra, hoặc không đọc được."),
        ):
            agent.behave(how)
            await leader.presses("Ký số")
            await leader.reads(sentence)
        agent.behave("cancel")
        await leader.page.get_by_text("Cách ký khác").click()
        await leader.presses("Ký bằng phần mềm của Ban Cơ yếu Chính phủ")
        await leader.reads("Phần mềm ký số báo không ký.")
        await leader.reads("Người dùng hủy thao tác ký")
        assert (await read(office, document, expected="approved"))["signing"]["state"] == "aborted"
        agent.behave("")
        await leader.presses("Ký số")
        await leader.reads("Đã ký, chờ phát hành")


async def test_the_leader_chooses_the_place_and_signs_there(
    office: Office, machine: Machine, agent: Agent
) -> None:
    await register(office, await office.sign_in(SIGNER), agent.certificate)
    document = await approved(office)
    async with machine("web_eid") as leader:
        await open_document(leader, SIGNER, document)
        await leader.follows("Chọn vị trí chữ ký trên trang")
        await leader.sees("Vị trí chữ ký")
        await leader.writes("Cách mép trái (mm)", "30")
        await leader.writes("Cách mép dưới (mm)", "15")
        await leader.page.keyboard.press("Tab")
        await leader.presses("Ký số")
        await leader.reads("Đã ký, chờ phát hành")
    await read(office, document, expected="signed")
    pdf = (await (await office.sign_in(SIGNER)).get(f"{door(document)}/file")).content
    place = re.search(rb"/Rect\s*\[\s*([\d.]+)\s+([\d.]+)", pdf[pdf.index(b"CongvuLeader") - 400 :])
    assert place is not None
    assert [round(float(one) / 72 * 25.4) for one in place.groups()] == [30, 15]


async def test_another_token_than_the_registered_one_is_said(
    office: Office, machine: Machine, key_dir: Path
) -> None:
    await register(office, await office.sign_in(SIGNER), new_token(key_dir).certificate)
    document = await approved(office)
    async with machine("web_eid") as leader:
        await open_document(leader, SIGNER, document)
        await leader.presses("Ký số")
        await leader.reads("Token đang cắm có chứng thư số khác")
    assert (await read(office, document))["signing"] is None


async def test_without_the_local_service_the_file_is_carried_by_hand(
    office: Office, machine: Machine, key_dir: Path, tmp_path: Path
) -> None:
    token = new_token(key_dir)
    await register(office, await office.sign_in(SIGNER), token.certificate)
    document = await approved(office)
    async with machine("sign_service", port=NOBODY_THERE) as leader:
        await open_document(leader, SIGNER, document)
        await leader.presses("Ký số")
        await leader.reads("Không thấy phần mềm ký số của Ban Cơ yếu Chính phủ trên máy này.")
        await leader.presses("Tải về, ký bằng phần mềm khác rồi nộp lại")
        async with leader.page.expect_download() as downloading:
            await leader.follows("Tải văn bản về để ký")
        pdf = await asyncio.to_thread((await (await downloading.value).path()).read_bytes)
        signer = software_signer(token.private, asn1.Certificate.load(token.der))
        file = tmp_path / "da-ky.pdf"
        file.write_bytes(await sign_pdf(pdf, signer, field="CongvuLeader"))
        await leader.page.get_by_label("Tệp đã ký").set_input_files(file)
        await leader.presses("Nộp tệp đã ký")
        await leader.reads("Đã ký, chờ phát hành")


async def test_without_the_extension_it_says_what_to_install(
    office: Office, chromium: Browser, key_dir: Path
) -> None:
    await register(office, await office.sign_in(SIGNER), new_token(key_dir).certificate)
    document = await approved(office)
    async with (
        serve(office, signing_agents="web_eid") as served,
        visitors(chromium, served.address, PHONE) as arrive,
    ):
        leader = await arrive()
        await open_document(leader, SIGNER, document)
        await leader.presses("Ký số")
        await leader.reads("Trình duyệt này chưa có tiện ích Web eID.")
        assert await look_over(leader.page) == []
