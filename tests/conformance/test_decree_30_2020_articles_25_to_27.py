"""Decree 30/2020, articles 25-27: kinds of copies, their value, who may make them."""

from tests.office import Office
from tests.services.documents.test_copies import COMMUNE_CLERK, WANTED, make, paper
from tests.story import CLERK, DRAFTER, door, issued


async def test_article_25_1_a_scan_becomes_an_electronic_true_copy(office: Office) -> None:
    clerk = await office.sign_in(COMMUNE_CLERK)
    incoming = await paper(office, clerk)
    copy = await make(office, clerk, f"/incoming/{incoming['id']}")
    assert (copy["form"], copy["number_and_symbol"]) == ("SAO Y", "01/SY-UBND")
    assert copy["verdict"]["outcome"] == "valid"
    assert [row["purpose"] for row in copy["verdict"]["signatures"]] == ["copy"]
    file = await clerk.get(f"/copies/{copy['id']}/file", params={"download": True})
    assert "01-SY-UBND.pdf" in file.headers["content-disposition"]
    text = (await office.platform.signing.inspect(file.content)).text_excerpt
    assert "SAO Y; Ủy ban nhân dân xã Mỹ Hòa; 25/11/2024; 08:30:00 +07:00" in text
    page = await clerk.get(f"/copies/{copy['id']}/pages/1", params={"width": 300})
    assert page.headers["content-type"] == "image/png"


async def test_article_25_2_a_copy_of_a_copy_is_made_from_a_true_copy(office: Office) -> None:
    document = await issued(office)
    clerk = await office.sign_in(CLERK)
    answer = await clerk.post(f"{door(document)}/copies", WANTED | {"kind": "copy_of_copy"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "kind")
    # Whether a paper is a true copy is seen by its clerk.
    commune = await office.sign_in(COMMUNE_CLERK)
    incoming = await paper(office, commune)
    copy = await make(office, commune, f"/incoming/{incoming['id']}", kind="copy_of_copy")
    assert (copy["form"], copy["number_and_symbol"]) == ("SAO LỤC", "01/SL-UBND")


async def test_article_25_3_an_extract_holds_the_pages_it_names(office: Office) -> None:
    document = await issued(office, file="report")
    clerk = await office.sign_in(CLERK)
    copy = await make(office, clerk, door(document), kind="extract", pages="1,3-4")
    assert (copy["form"], copy["page_count"]) == ("TRÍCH SAO", 3)
    assert copy["verdict"]["outcome"] == "valid"
    pdf = (await clerk.get(f"/copies/{copy['id']}/file")).content
    facts = await office.platform.signing.inspect(pdf)
    assert document["number_and_symbol"] in facts.text_excerpt, "the stamps are part of the page"


async def test_article_27_who_has_no_authority_makes_no_copy(office: Office) -> None:
    document = await issued(office)
    drafter = await office.sign_in(DRAFTER)
    assert (await drafter.post(f"{door(document)}/copies", WANTED)).status_code == 403


async def test_appendix_1_part_2_all_kinds_share_one_series_without_a_gap(office: Office) -> None:
    document = await issued(office, file="notice")
    clerk = await office.sign_in(CLERK)
    kinds = [{}, {"kind": "extract", "pages": "2"}, {}]
    made = [await make(office, clerk, door(document), **kind) for kind in kinds]
    assert [row["number_and_symbol"] for row in made] == [
        "01/SY-UBND",
        "02/TrS-UBND",
        "03/SY-UBND",
    ]
    listed = (await clerk.get("/copies", params={"limit": 2})).json()
    assert [row["number_and_symbol"][:2] for row in listed["items"]] == ["03", "02"]
    rest = (await clerk.get("/copies", params={"cursor": listed["next_cursor"]})).json()
    assert [row["number_and_symbol"][:2] for row in rest["items"]] == ["01"]
