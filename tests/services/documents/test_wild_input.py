"""Whatever a client sends gets an answer of ours: never a 5xx, and a 4xx names the field."""

import json
from typing import Any

import pytest
from httpx2 import Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.paging import encode_cursor
from storage.ids import new_id
from tests import corpus
from tests.meetings import facts_of_plan
from tests.office import Office, etag
from tests.story import COMMUNE, DRAFTER, REASON, door, drafted, facts_of_draft, receivers

WILD = settings(
    max_examples=40,
    deadline=None,
    # The office stays as it is from one example to the next, and means nothing to the next one.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
HEADER = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60)
NUL = "a\u0000b"
BLANK = " \t\n "
HALF_PAIR = '"\\ud800"'

BODIES: dict[str, dict[str, Any]] = {
    "/documents": {"type_code": "KH", "abstract": "Kế hoạch", "signer_appointment_id": None},
    "/incoming": {
        "sender_name": "Ngân hàng",
        "number_and_symbol": "1/CV",
        "issued_on": "2024-11-20",
        "type_code": "CV",
        "abstract": "V/v phối hợp",
    },
    "/work-files": {"symbol": "01.KT", "title": "Kiểm tra"},
    "/receiver-groups": {"name": "Các xã", "agency_ids": []},
    "/meetings": {},
    "/places": {"name": "Phòng họp số 1"},
}
TEXTS = [
    ("/documents", "abstract", 500),
    ("/documents", "note", 500),
    ("/incoming", "sender_name", 200),
    ("/incoming", "number_and_symbol", 42),
    ("/incoming", "abstract", 500),
    ("/work-files", "symbol", 20),
    ("/work-files", "title", 500),
    ("/receiver-groups", "name", 100),
    ("/meetings", "title", 500),
    ("/meetings", "content", 4000),
    ("/places", "name", 200),
    ("/places", "equipment", 500),
]
MAY_BE_EMPTY = {"note", "content", "equipment"}


def assert_names(answer: Response, field: str) -> None:
    assert answer.status_code in {400, 422}, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert field in {row["field"].split(".")[0] for row in answer.json()["errors"]}, answer.text


async def body_of(office: Office, path: str) -> dict[str, Any]:
    if path == "/documents":
        return await facts_of_draft(office)
    if path == "/meetings":
        return await facts_of_plan(office)
    body = dict(BODIES[path])
    if path == "/receiver-groups":
        body["agency_ids"] = [row["agency_id"] for row in await receivers(office, [COMMUNE])]
    return body


async def send_raw(office: Office, username: str, path: str, raw: str) -> Response:
    officer = await office.sign_in(username)
    return await officer.send(
        "POST",
        path,
        content=raw.encode("utf-8", errors="surrogatepass"),
        headers={"Content-Type": "application/json"},
    )


@pytest.mark.parametrize(("path", "field", "longest"), TEXTS)
async def test_a_text_that_cannot_be_kept_is_refused_by_its_name(
    path: str, field: str, longest: int, office: Office
) -> None:
    clerk = await office.sign_in("vanthu.huyen")
    body = await body_of(office, path)
    for value in (NUL, "x" * (longest + 1), 7, None, ["x"]):
        assert_names(await clerk.post(path, {**body, field: value}), field)
    if field not in MAY_BE_EMPTY:
        for value in ("", BLANK):
            assert_names(await clerk.post(path, {**body, field: value}), field)
    half = json.dumps({**body, field: "HERE"}).replace('"HERE"', HALF_PAIR)
    assert_names(await send_raw(office, "vanthu.huyen", path, half), field)
    kept = {**body, field: "x" * longest}
    answer = await clerk.post(path, kept)
    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize("path", [*BODIES, "/sessions", "/sessions/current/appointment"])
@WILD
@given(body=JSON)
async def test_any_json_gets_an_answer(path: str, body: Any, office: Office) -> None:
    answer = await send_raw(office, "vanthu.huyen", path, json.dumps(body))
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("raw", ["", "{", "[]", "null", "\ud800", "[" * 5_000, "9" * 5_000])
async def test_what_is_not_our_json_is_malformed(raw: str, office: Office) -> None:
    answer = await send_raw(office, "vanthu.huyen", "/documents", raw)
    assert answer.status_code in {400, 422}, answer.text


@WILD
@given(words=st.text(max_size=250))
async def test_any_search_words_find_something_or_nothing(words: str, office: Office) -> None:
    clerk = await office.sign_in("vanthu.huyen")
    for path in ("/documents", "/incoming", "/agencies", "/meetings", "/places"):
        answer = await clerk.get(path, params={"q": printable(words)})
        assert answer.status_code in {200, 422}, answer.text


@pytest.mark.parametrize("path", ["/documents", "/incoming", "/agencies", "/meetings", "/places"])
async def test_search_words_that_cannot_be_are_refused_by_name(path: str, office: Office) -> None:
    clerk = await office.sign_in("vanthu.huyen")
    assert_names(await clerk.get(path, params={"q": NUL}), "q")


@WILD
@given(
    cursor=st.text(max_size=60)
    | st.builds(
        encode_cursor,
        st.datetimes().map(lambda moment: moment.isoformat() + "+14:00") | st.text(max_size=20),
        st.uuids(),
    )
)
async def test_any_cursor_is_one_of_ours_or_refused(cursor: str, office: Office) -> None:
    clerk = await office.sign_in("vanthu.huyen")
    for path in ("/documents", "/incoming", "/work-files", "/meetings"):
        answer = await clerk.get(path, params={"cursor": printable(cursor)})
        assert answer.status_code in {200, 400, 422}, (cursor, answer.text)


@WILD
@given(value=HEADER)
async def test_any_if_match_is_a_version_or_refused(value: str, office: Office) -> None:
    drafter = await office.sign_in(DRAFTER)
    path = f"/documents/{new_id()}"
    for wanted in (value, f'"{value}"', f'W/"{value}"'):
        answer = await drafter.patch(path, {"note": "x"}, headers={"If-Match": wanted})
        assert answer.status_code in {400, 404}, answer.text


async def test_an_if_match_of_many_digits_is_refused(office: Office) -> None:
    drafter = await office.sign_in(DRAFTER)
    answer = await drafter.patch(
        f"/documents/{new_id()}", {}, headers={"If-Match": '"' + "9" * 6_000 + '"'}
    )
    assert answer.status_code == 400


@WILD
@given(name=st.text(min_size=1, max_size=300))
async def test_any_filename_is_kept_or_refused(name: str, office: Office) -> None:
    drafter = await office.sign_in(DRAFTER)
    drafts = (await drafter.get("/documents")).json()["items"]
    row = drafts[0] if drafts else await drafted(office, file=None)
    document = (await drafter.get(door(row))).json()
    answer = await drafter.put(
        f"{door(document)}/file",
        params={"filename": printable(name)},
        content=corpus.pdf("letter"),
        headers=etag(document),
    )
    if answer.status_code != 200:
        assert_names(answer, "filename")
        return
    downloaded = await drafter.get(f"{door(document)}/file", params={"download": "1"})
    assert downloaded.status_code == 200
    assert downloaded.headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize("page", ["0", "-1", "2", "9" * 30, "x"])
async def test_a_page_that_is_not_there(page: str, office: Office) -> None:
    document = await drafted(office)
    drafter = await office.sign_in(DRAFTER)
    answer = await drafter.get(f"{door(document)}/pages/{page}")
    assert answer.status_code in {404, 422}, answer.text


async def test_a_person_signs_in_with_any_text_and_is_refused(office: Office) -> None:
    for given_name in (NUL, "\ufeff", "ộ" * 100):
        answer = await office.client.post(
            "/api/v1/sessions", json={"username": given_name, "password": NUL}
        )
        assert answer.status_code in {401, 422}, answer.text


@pytest.mark.parametrize("reason", ["", "quá ngắn", " " * 20, "x" * 1001, NUL * 10])
async def test_a_reason_has_ten_characters_that_say_something(reason: str, office: Office) -> None:
    document = await drafted(office, file=None)
    drafter = await office.sign_in(DRAFTER)
    assert_names(await drafter.post(f"{door(document)}/cancel", {"reason": reason}), "reason")
    assert (await drafter.post(f"{door(document)}/cancel", {"reason": REASON})).status_code == 200


def printable(text: str) -> str:
    """`text` as it can be sent in an address: a query cannot hold half a surrogate pair."""
    return text.encode("utf-8", errors="ignore").decode()
