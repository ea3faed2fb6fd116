"""The pages of electronic copies."""

from tests import story
from tests.office import Office
from tests.services.documents.test_copies import make
from tests.web.browser import open_browser


async def test_an_extract_names_its_pages_in_both_languages(office: Office) -> None:
    document = await story.issued(office)
    clerk = await office.sign_in(story.CLERK)
    one = await make(office, clerk, story.door(document), kind="extract", pages="1")
    async with open_browser(office, story.CLERK) as browser:
        assert "trang 1" in (await browser.read(f"/copies/{one['id']}")).text
        await browser.speak("en")
        for path in (f"/copies/{one['id']}", f"/documents/{document['id']}"):
            text = (await browser.read(path)).text
            assert "page 1" in text
            assert "pages 1" not in text
