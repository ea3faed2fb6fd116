"""The page of a proof: what it says, what it lets one take away, and what it says of a forgery."""

import json

from storage.merkle.proofs import InclusionProof
from storage.merkle.tree import leaf_hash
from tests import story
from tests.office import Office
from tests.services.journal.entering import execute
from tests.web.browser import open_browser
from tests.web.markup import read_page


async def test_each_act_leads_to_its_proof(office: Office) -> None:
    document = await story.drafted(office)
    async with open_browser(office, "chuyenvien.huyen") as browser:
        page = (await browser.get(f"/documents/{document['id']}")).text
        officer = await office.sign_in("chuyenvien.huyen")
        history = (await officer.get(f"/documents/{document['id']}/history")).json()
        path = f"/documents/{document['id']}/history/{history[0]['id']}"
        assert f'href="{path}"' in page
        assert "đang chờ vào nhật ký" in (await browser.get(path)).text
        await office.sequence()
        assert "chưa bị sửa" in (await browser.get(path)).text
        proof = await browser.get(f"{path}/tlog-proof")
        assert proof.headers["content-disposition"].endswith('.tlog-proof"')
        entry = await browser.get(f"{path}/entry")
        assert json.loads(entry.content)["id"] == history[0]["id"]
        assert InclusionProof.parse(proof.text).holds(leaf_hash(entry.content))
        await execute(
            office.platform.database,
            "UPDATE journal_entry SET details = '{}' || jsonb_build_object('a', 1)",
        )
        assert "đã bị sửa sau khi ghi" in (await browser.get(path)).text
        assert (await browser.get(f"{path[:-4]}0000")).status_code == 404


async def test_a_person_s_acts_lead_to_proofs_and_back(office: Office) -> None:
    administrator = await office.sign_in("quantri")
    staff = (await administrator.get(f"/agencies/{administrator.agency_id}/staff")).json()
    person = staff["people"][0]["id"]
    async with open_browser(office, "quantri") as browser:
        path = f"/operations/staff/{person}"
        (link, *_) = [
            link for link in read_page((await browser.get(path)).text).links if "/history/" in link
        ]
        proof = (await browser.get(link)).text
        assert f'href="{path}?agency={administrator.agency_id}"' in proof
        assert (await browser.get(f"{path}?agency={administrator.agency_id}")).status_code == 200


async def test_the_administrator_sees_how_the_journal_stands(office: Office) -> None:
    await office.sequence()
    async with open_browser(office, "quantri") as browser:
        page = (await browser.get("/operations")).text
        assert "Nhật ký không có cảnh báo nào." in page
        assert "Chưa cấu hình nhân chứng." in page
        await execute(
            office.platform.database,
            "INSERT INTO journal_alarm VALUES ('sequencer', 'rolled-back', '7 leaves', now())",
        )
        page = (await browser.get("/operations")).text
        assert "có thể vừa phục hồi bản cũ" in page
