"""Signing in and out, the cookie, the language, and where one is sent afterwards."""

from http.cookies import SimpleCookie

import pytest
from httpx2 import ASGITransport, AsyncClient

from services.web.visit import SESSION_COOKIE
from tests.office import PASSWORD, Office
from tests.web.browser import OWN_FORM, Browser, open_browser
from tests.web.markup import read_page

RIGHT = {"username": "chuyenvien.huyen", "password": PASSWORD}


async def test_signing_in_keeps_the_secret_from_scripts_and_other_sites(browser: Browser) -> None:
    answer = await browser.send("/sign-in", RIGHT)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    cookie = SimpleCookie(answer.headers["Set-Cookie"])[SESSION_COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"].lower() == "strict"
    assert cookie["path"] == "/"
    assert not cookie["secure"]
    assert not cookie["max-age"]


async def test_over_https_the_cookie_is_secure(office: Office) -> None:
    transport = ASGITransport(app=office.app)
    async with AsyncClient(transport=transport, base_url="https://congvu.test") as client:
        answer = await client.post(
            "/sign-in", data=RIGHT, headers={"Sec-Fetch-Site": "same-origin"}
        )
    assert SimpleCookie(answer.headers["Set-Cookie"])[SESSION_COOKIE]["secure"]


async def test_a_wrong_password_says_what_to_do_and_keeps_the_name(browser: Browser) -> None:
    answer = await browser.send("/sign-in", RIGHT | {"password": "not this one"})
    assert answer.status_code == 401
    assert 'value="chuyenvien.huyen"' in answer.text
    assert "not this one" not in answer.text
    assert "Đề nghị nhập lại" in answer.text


async def test_attempts_are_counted_against_the_address_of_the_browser(office: Office) -> None:
    async def attempt(address: str, password: str) -> int:
        transport = ASGITransport(app=office.app, client=(address, 50000))
        async with AsyncClient(transport=transport, base_url="http://congvu.test") as client:
            data = RIGHT | {"password": password}
            return (await client.post("/sign-in", data=data, headers=OWN_FORM)).status_code

    limit = office.platform.auth_settings.attempts_per_window
    for _ in range(limit):
        assert await attempt("203.0.113.7", "guess") == 401
    assert await attempt("203.0.113.7", PASSWORD) == 429
    assert await attempt("203.0.113.8", PASSWORD) == 303


async def test_a_page_asked_for_before_signing_in_comes_afterwards(browser: Browser) -> None:
    asked = await browser.get("/documents?state=issued")
    assert asked.status_code == 303
    form = (await browser.read(asked.headers["Location"])).form("/sign-in")
    answer = await browser.send("/sign-in", form.values | RIGHT)
    assert answer.headers["Location"] == "/documents?state=issued"


async def test_a_link_on_another_site_opens_the_page_of_the_session(office: Office) -> None:
    """The cookie stays away from the first request (SameSite=Strict), not from the second."""
    async with open_browser(office) as browser:
        foreign = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
        page = read_page((await browser.get("/documents?state=issued", headers=foreign)).text)
        (again,) = page.root.all("meta", http_equiv="refresh")
        assert again.attributes["content"] == "0; url=/documents?state=issued"
        own = await browser.get("/documents", headers={"Sec-Fetch-Site": "same-origin"})
        assert own.headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize(
    "elsewhere",
    ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "javascript:1"],
)
async def test_nobody_is_sent_to_another_site(browser: Browser, elsewhere: str) -> None:
    answer = await browser.send("/sign-in", RIGHT | {"next": elsewhere})
    assert answer.headers["Location"] == "/"


async def test_signing_out_ends_the_session_and_says_so(office: Office) -> None:
    async with open_browser(office, "chuyenvien.huyen") as browser:
        secret = browser.client.cookies[SESSION_COOKIE]
        answer = await browser.send("/sign-out")
        assert answer.headers["Location"] == "/sign-in"
        assert SESSION_COOKIE not in browser.client.cookies
        assert "Đã đăng xuất." in (await browser.read("/sign-in")).text
        assert "Đã đăng xuất." not in (await browser.read("/sign-in")).text
    known = await office.client.get(
        "/api/v1/sessions/current", headers={"Authorization": f"Bearer {secret}"}
    )
    assert known.status_code == 401


async def test_an_act_after_the_session_ended_says_how_to_go_on(office: Office) -> None:
    async with open_browser(office, "chuyenvien.huyen") as browser:
        browser.client.cookies.delete(SESSION_COOKIE)
        answer = await browser.send("/documents/new", {"abstract": "Kế hoạch"})
    assert answer.status_code == 401
    assert "Phiên làm việc đã hết hạn." in answer.text
    assert "thẻ mới" in answer.text


async def test_the_language_is_chosen_and_stays(browser: Browser) -> None:
    page = await browser.read("/sign-in")
    assert page.root.all("html")[0].attributes["lang"] == "vi"
    assert "Mật khẩu" in page.text
    answer = await browser.send("/language", {"language": "en", "next": "/sign-in"})
    assert answer.headers["Location"] == "/sign-in"
    page = await browser.read("/sign-in")
    assert page.root.all("html")[0].attributes["lang"] == "en"
    assert "Password" in page.text
    await browser.send("/language", {"language": "<b>"})
    assert "Password" in (await browser.read("/sign-in")).text


async def test_the_menu_shows_only_what_one_may_use(office: Office) -> None:
    async with open_browser(office, "chuyenvien.huyen") as browser:
        links = (await browser.read("/")).links
        assert {"/incoming", "/documents", "/work-files", "/indicators", "/search"} <= set(links)
        assert "/operations" not in links
    async with open_browser(office, "quantri") as browser:
        links = (await browser.read("/")).links
        assert "/operations" in links
        assert "/documents" not in links
