"""Quản trị by page, without script: certificates, pictures, people, accounts, passwords."""

from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from tests.holders import new_token
from tests.office import PASSWORD, Office
from tests.services.identities.test_pictures import BLUE, RED, drawn
from tests.web.browser import Browser, open_browser
from tests.web.markup import read_page

CERTIFICATES, PICTURES, STAFF = (
    f"/operations/{name}" for name in ("certificates", "pictures", "staff")
)
NEW = "con mèo nằm trên mái nhà"
REASON = "Chuyển công tác theo quyết định"


async def test_a_certificate_is_registered_in_two_steps_and_ended(
    office: Office, key_dir: Path
) -> None:
    signer = await office.sign_in("phochutich.huyen")
    file = new_token(key_dir).certificate.public_bytes(Encoding.PEM)
    async with open_browser(office, "quantri") as browser:
        asked = f"{CERTIFICATES}/new?holder={signer.appointment_id}"
        page = await browser.read(asked)
        action = page.action_of("examine")
        shown = await browser.submit(
            asked, action, {"key_store": "client"}, files={"file": ("nvh.crt", file)}
        )
        assert shown.status_code == 200
        assert "khác nhau" in shown.text
        assert "Nguyễn Văn Hiệp" in shown.text
        confirm = read_page(shown.text)
        action = confirm.action_of("certificates?")
        stored = await browser.send(action, confirm.form(action).values)
        assert stored.status_code == 303
        listed = await browser.read(stored.headers["location"])
        assert "Đã đăng ký chứng thư số." in listed.text
        assert "Token tại máy của người ký" in listed.text
        end = listed.action_of("/end")
        ended = await browser.send(end, {"reason": REASON})
        assert ended.status_code == 303


async def test_a_refused_certificate_says_why(office: Office) -> None:
    async with open_browser(office, "quantri") as browser:
        page = await browser.read(f"{CERTIFICATES}/new")
        action = page.action_of("examine")
        refused = await browser.send(
            action, {"holder": "seal", "key_store": "client"}, files={"file": ("a.crt", b"nothing")}
        )
        assert refused.status_code == 409
        assert "Tệp không phải là chứng thư số đọc được." in refused.text
        large = await browser.send(
            action, {"holder": "seal"}, files={"file": ("a.crt", bytes(70_000))}
        )
        assert large.status_code == 413
        unlabelled = await browser.send(
            action, {"holder": "seal", "key_store": "pkcs11"}, files={"file": ("a.crt", b"nothing")}
        )
        assert unlabelled.status_code == 409


async def test_pictures_are_stored_and_shown_at_their_size(office: Office) -> None:
    signer = await office.sign_in("phochutich.huyen")
    async with open_browser(office, "quantri") as browser:
        page = await browser.read(PICTURES)
        seal, signature = page.action_of("/seal"), page.action_of("/signature")
        typed = {"act": "seal", "diameter_mm": "35,5", "valid_from": "25/11/2024"}
        stored = await browser.send(seal, typed, files={"file": ("dau.png", drawn(RED))})
        assert stored.status_code == 303, stored.text
        given = {
            "act": "signature",
            "appointment_id": signer.appointment_id,
            "valid_from": "02/12/2024",
        }
        file = {"file": ("ky.png", drawn(BLUE, size=(400, 100)))}
        assert (await browser.send(signature, given, files=file)).status_code == 303
        shown = await browser.get(PICTURES)
        assert 'width="35.5mm" height="35.5mm"' in shown.text
        assert 'width="45mm" height="16mm"' in shown.text
        assert "đường kính 35,5 mm" in shown.text
        assert "Sẽ dùng" in shown.text
        for part in shown.text.split('href="')[1:]:
            link = part.partition('"')[0].replace("&amp;", "&")
            if "?on=" in link:
                picture = await browser.get(link)
                assert picture.headers["content-type"] == "image/png"
        wrong = await browser.send(seal, typed, files={"file": ("dau.png", drawn(BLUE))})
        assert wrong.status_code == 415
        assert "Sai màu" in wrong.text
        assert "35,5" in wrong.text
        none = await browser.send(seal, typed | {"diameter_mm": "99"}, files=file)
        assert none.status_code == 422


async def test_a_new_official_is_added_and_signs_in(office: Office) -> None:
    async with open_browser(office, "quantri") as browser:
        page = await browser.read(f"{STAFF}/new")
        action = page.action_of("staff?")
        typed = {
            "full_name": "Trần Thị Ánh Nguyệt",
            "staff_code": "H20.90.0100",
            "position": "Chuyên viên",
            "roles": ["specialist"],
            "valid_from": "25/11/2024",
        }
        bad = await browser.submit(f"{STAFF}/new", action, typed | {"authority": "thay mặt"})
        assert bad.status_code == 400
        assert "mỗi dòng bắt đầu bằng TM." in bad.text
        added = await browser.submit(f"{STAFF}/new", action, typed)
        assert added.status_code == 303, added.text
        place = added.headers["location"]
        opened = await browser.submit(
            place, (await browser.read(place)).action_of("password/open"), {"username": "nguyet"}
        )
        assert opened.status_code == 200
        password = opened.text.partition('class="given">')[2].partition("<")[0]
        assert password not in (await browser.get(place)).text
        await signs_in(office, password)
        page = await browser.read(place)
        assert "Đang dùng" in page.text
        locked = await browser.send(page.action_of("account/lock"), {"reason": REASON})
        assert locked.status_code == 303
        unlocked = await browser.send((await browser.read(place)).action_of("account/unlock"))
        assert unlocked.status_code == 303
        end = (await browser.read(place)).action_of("/end")
        ended = await browser.send(end, {"last_day": "30/11/2024", "reason": REASON})
        assert ended.status_code == 303
        assert "30/11/2024" in (await browser.get(place)).text


async def signs_in(office: Office, password: str) -> None:
    """Every page leads to the change of the given password, until it is changed."""
    async with open_browser(office) as browser:
        entered = await browser.send("/sign-in", {"username": "nguyet", "password": password})
        assert entered.status_code == 303
        for path in ("/", "/documents", "/operations"):
            answer = await browser.get(path)
            assert answer.status_code == 303
            assert answer.headers["location"].startswith("/password")
        assert (await browser.send("/appointment")).headers["location"] == "/password"
        await changes(browser, password)
        assert (await browser.get("/")).status_code == 200


async def changes(browser: Browser, password: str) -> None:
    typed = {"old": password, "new": NEW, "again": NEW}
    differs = await browser.submit("/password", "/password", typed | {"again": NEW + "."})
    assert "không giống lần nhập trước" in differs.text
    weak = await browser.submit("/password", "/password", typed | {"new": "x", "again": "x"})
    assert weak.status_code == 400
    assert "Mật khẩu mới ngắn hơn 15 ký tự." in weak.text
    wrong = await browser.submit("/password", "/password", typed | {"old": PASSWORD})
    assert "Mật khẩu hiện tại: không đúng" in wrong.text
    assert NEW not in wrong.text
    changed = await browser.submit("/password", "/password", typed)
    assert changed.status_code == 303


async def test_an_appointment_is_given_from_a_person_s_page(office: Office) -> None:
    async with open_browser(office, "quantri") as browser:
        listed = await browser.read(STAFF)
        place = next(link for link in listed.links if f"{STAFF}/" in link and "/new" not in link)
        page = await browser.read(place)
        typed = {
            "position": "Chủ tịch",
            "roles": ["leader"],
            "authority": "Q.",
            "valid_from": "25/11/2024",
            "valid_to": "04/12/2024",
        }
        given = await browser.submit(place, page.action_of("staff/appointments?"), typed)
        assert given.status_code == 303, given.text
        assert "04/12/2024" in (await browser.get(place)).text
        again = await browser.submit(
            place, page.action_of("staff/appointments?"), typed | {"valid_from": "01/11/2024"}
        )
        assert again.status_code == 400
        assert "Từ ngày: đã qua" in again.text


async def test_a_commune_is_chosen_and_no_other_agency(office: Office) -> None:
    async with open_browser(office, "quantri") as browser:
        page = await browser.get(CERTIFICATES)
        assert page.text.count("<option") == 14
        commune = page.text.partition("xã Mỹ Hòa")[0].rpartition('value="')[2].partition('"')[0]
        chosen = await browser.get(f"{STAFF}?agency={commune}")
        assert "vanthu.myhoa" in chosen.text
        nowhere = await browser.get(f"{STAFF}?agency=00000000-0000-0000-0000-000000000000")
        assert nowhere.status_code == 404
    async with open_browser(office, "vanthu.huyen") as browser:
        assert (await browser.get(STAFF)).status_code == 403
