"""Changes come from our own pages, and every answer carries the headers that protect it."""

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient

from services.web.guard import HEADERS
from services.web.main import BODY_LIMIT, create_web, mount_web
from tests.office import Office
from tests.web.browser import OWN_FORM, Browser, open_browser

CREDENTIALS = {"username": "vanthu.huyen", "password": "wrong"}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://other.congvu.test"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://congvu.test"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://congvu.test.elsewhere.example"},
    ],
)
async def test_a_form_of_another_site_is_refused_in_words(
    browser: Browser, headers: dict[str, str]
) -> None:
    answer = await browser.client.post("/sign-in", data=CREDENTIALS, headers=headers)
    assert answer.status_code == 403
    assert "Yêu cầu không đến từ trang của hệ thống." in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://congvu.test"},
    ],
)
async def test_a_form_of_our_own_is_taken(browser: Browser, headers: dict[str, str]) -> None:
    answer = await browser.client.post("/sign-in", data=CREDENTIALS, headers=headers)
    assert answer.status_code == 401
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in answer.text


async def test_a_forged_sign_out_leaves_the_session(office: Office) -> None:
    async with open_browser(office, "vanthu.huyen") as browser:
        forged = await browser.client.post("/sign-out", headers={"Sec-Fetch-Site": "cross-site"})
        assert forged.status_code == 403
        assert (await browser.get("/")).status_code == 200


async def test_a_body_over_the_limit_is_refused_before_it_is_read(browser: Browser) -> None:
    headers = OWN_FORM | {"Content-Length": str(BODY_LIMIT + 1)}
    answer = await browser.client.post("/verify", content=b"", headers=headers)
    assert answer.status_code == 413
    assert "Tệp quá lớn." in answer.text


async def test_a_body_of_unknown_length_is_refused(browser: Browser) -> None:
    headers = OWN_FORM | {"Content-Length": "many"}
    answer = await browser.client.post("/verify", content=b"", headers=headers)
    assert answer.status_code == 411


@pytest.mark.parametrize("path", ["/sign-in", "/nowhere", "/static/congvu.css", "/", "/search"])
async def test_every_answer_carries_the_headers(browser: Browser, path: str) -> None:
    answer = await browser.get(path)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value


async def test_the_policy_allows_nothing_inline_and_nothing_foreign(browser: Browser) -> None:
    policy = (await browser.get("/sign-in")).headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy


async def test_pages_are_not_kept_and_files_of_ours_are(browser: Browser) -> None:
    page = await browser.get("/sign-in")
    assert page.headers["Cache-Control"] == "no-store"
    named = await browser.get("/static/congvu.css?v=1")
    assert "immutable" in named.headers["Cache-Control"]
    plain = await browser.get("/static/congvu.css")
    assert plain.headers["Cache-Control"] == "no-cache"
    again = await browser.get(
        "/static/congvu.css", headers={"If-None-Match": plain.headers["ETag"]}
    )
    assert again.status_code == 304


async def test_the_addresses_of_the_api_keep_their_own_answers() -> None:
    app = FastAPI()

    @app.get("/api/v1/things")
    def _things() -> list[str]:
        return []

    mount_web(app, create_web(api_app=app, api_url=""))
    async with AsyncClient(transport=ASGITransport(app=app), base_url="http://congvu.test") as web:
        assert (await web.get("/api/v1/nowhere")).json() == {"detail": "Not Found"}
        assert (await web.delete("/api/v1/things")).status_code == 405
        assert (await web.get("/sign-in")).status_code == 200
    await app.routes[-1].app.state.http.aclose()  # type: ignore[attr-defined]
