"""People at a real browser: they read, click and type what is on the page, and nothing else.

Wherever one of them arrives (`sees`), the page is looked over: one main heading, its language,
a label for every field, a text for every picture, no sideways scrolling, a visible focus. What
the browser itself complains of (console, failed requests, content policy) fails the test at the
end of the visit.
"""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from playwright.async_api import (
    Browser,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    Response,
    ViewportSize,
    expect,
)

from tests.office import PASSWORD

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
OFFICE_SCREEN = ViewportSize(width=1366, height=768)
PHONE = ViewportSize(width=390, height=844)
_FIRST_ERROR = 400
_MOST_TABS = 60
# Signing thirty pages and sending them to thirteen takes a second; a busy machine is not a fault.
_PATIENCE_MS = 30_000
expect.set_options(timeout=_PATIENCE_MS)

_REPORT_POLICY = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error("content policy", event.violatedDirective, event.blockedURI))"""

_FAULTS = """() => {
  const faults = [];
  const shown = (one) => one.checkVisibility() && !one.closest("[aria-hidden=true]");
  const named = (one) => one.getAttribute("aria-label") || one.getAttribute("aria-labelledby")
    || one.textContent.trim() || one.querySelector("img[alt]:not([alt=''])");
  const all = (what) => [...document.querySelectorAll(what)];
  const headings = all("h1").filter(shown).length;
  if (headings !== 1) faults.push(`${headings} main headings`);
  if (!["vi", "en"].includes(document.documentElement.lang)) faults.push("no language");
  if (!document.title.trim()) faults.push("no title");
  for (const one of all("input:not([type=hidden]), select, textarea").filter(shown))
    if (!one.labels?.length && !one.ariaLabel) faults.push(`no label: ${one.name}`);
  for (const one of all("a[href], button, summary").filter(shown))
    if (!named(one)) faults.push(`no name: ${one.outerHTML.slice(0, 120)}`);
  for (const one of all("img:not([alt])")) faults.push(`no text for ${one.src}`);
  const ids = all("[id]").map((one) => one.id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) faults.push(`id twice: ${id}`);
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) faults.push(`${wide} px wide on a screen of ${innerWidth}`);
  return faults;
}"""

_FOCUS_IS_SEEN = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return false;
  const style = getComputedStyle(one);
  const place = one.getBoundingClientRect();
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  return (outlined || style.boxShadow !== "none") && place.bottom > 0 && place.right > 0;
}"""


@dataclass
class Official:
    """One person at one browser window; `complaints` are the browser's own."""

    page: Page
    site: str
    complaints: list[str]

    # What one does.

    async def opens(self, path: str) -> None:
        await self.page.goto(self.site + path)

    async def signs_in(self, username: str, password: str = PASSWORD) -> None:
        """By keyboard alone."""
        await self.sees("Đăng nhập")
        await self.page.keyboard.press("Shift+Tab")
        await expect(self.page.get_by_label("Tên đăng nhập")).to_be_focused()
        await self.page.keyboard.type(username)
        await self.page.keyboard.press("Tab")
        await self.page.keyboard.type(password)
        await self.page.keyboard.press("Enter")

    async def presses(self, name: str, within: Locator | None = None) -> None:
        await (within or self.page).get_by_role("button", name=name, exact=True).click()

    async def follows(self, name: str | re.Pattern[str], within: Locator | None = None) -> None:
        await (within or self.page).get_by_role("link", name=name).first.click()

    async def turns_to(self, entry: str) -> None:
        """An entry of the menu at the side."""
        menu = self.page.get_by_role("navigation", name=re.compile("Danh mục chính|Main menu"))
        await menu.get_by_role("link", name=entry, exact=True).click()

    async def writes(self, label: str, text: str) -> None:
        await self.page.get_by_label(label).fill(text)

    async def chooses(self, label: str, option: str) -> None:
        """The one option that ends with these words."""
        place = self.page.get_by_label(label, exact=True)
        names = [name.strip() for name in await place.locator("option").all_inner_texts()]
        found = [name for name in names if name.endswith(option)]
        assert len(found) == 1, f"{option}: {found or names}"
        await place.select_option(label=found[0])

    async def attaches(self, filename: str, content: bytes, kind: str = "application/pdf") -> None:
        await self.page.get_by_label("Tệp văn bản").set_input_files(
            {"name": filename, "mimeType": kind, "buffer": content}
        )

    async def tabs_to(self, wanted: Locator) -> int:
        """Reach something by the Tab key; how often it was pressed."""
        await expect(wanted).to_be_visible()
        for pressed in range(_MOST_TABS):
            if await wanted.evaluate("(one) => one === document.activeElement"):
                return pressed
            await self.page.keyboard.press("Tab")
        raise AssertionError(f"{_MOST_TABS} times Tab do not reach {wanted}")

    # What one sees.

    async def sees(self, heading: str | re.Pattern[str]) -> None:
        """The page with this main heading, in order in every respect that can be looked over."""
        await expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        await self.page.wait_for_load_state("load")
        faults = await look_over(self.page)
        assert not faults, f"{self.page.url}: {faults}"
        await self.page.keyboard.press("Tab")
        assert await self.page.evaluate(_FOCUS_IS_SEEN), f"{self.page.url}: focus is not seen"

    async def reads(self, text: str, within: Locator | None = None) -> None:
        await expect(within or self.page.get_by_role("main")).to_contain_text(text)

    async def is_not_offered(self, name: str) -> None:
        """For what one may not do; ask after the page was seen."""
        button = self.page.get_by_role("button", name=name, exact=True)
        link = self.page.get_by_role("link", name=name, exact=True)
        await expect(button.or_(link)).to_have_count(0)

    def part(self, name: str) -> Locator:
        """A titled part of the page."""
        return self.page.get_by_role("region", name=name)

    async def sees_pages(self, count: int) -> None:
        """The pictures of the document's pages, the first of them really drawn."""
        pictures = self.part("Các trang của văn bản").get_by_role("img")
        await expect(pictures).to_have_count(count)
        await self.page.wait_for_function(
            "() => document.querySelector('.pictures img').naturalWidth > 400"
        )

    @asynccontextmanager
    async def refused(self, status: int) -> AsyncIterator[None]:
        """Within, the server answers this status once, and the browser may say so."""
        before = len(self.complaints)
        yield
        said = self.complaints[before:]
        about = [one for one in said if str(status) in one]
        assert about, f"nothing was refused with {status}"
        self.complaints[before:] = [one for one in said if one not in about]


async def look_over(page: Page) -> list[str]:
    """What is wrong with the page as it is, in words."""
    return list(await page.evaluate(_FAULTS))


@asynccontextmanager
async def visitors(
    browser: Browser, site: str, screen: ViewportSize
) -> AsyncIterator[Callable[[], Awaitable[Official]]]:
    """Each call opens a window of its own; in the end no browser may have complained."""
    complaints: list[str] = []
    contexts = []

    async def arrive() -> Official:
        context = await browser.new_context(viewport=screen, locale="vi-VN")
        contexts.append(context)
        await context.add_init_script(_REPORT_POLICY)
        context.set_default_timeout(_PATIENCE_MS)
        page = await context.new_page()
        listen(page, complaints)
        return Official(page, site, complaints)

    try:
        yield arrive
    finally:
        for context in contexts:
            await context.close()
    assert not complaints, "\n".join(complaints)


def listen(page: Page, complaints: list[str]) -> None:
    def on_console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(f"{page.url}: {message.type}: {message.text}")

    def on_failure(request: Request) -> None:
        # Leaving a page ends what it was still loading; that is no failure.
        if request.failure != "net::ERR_ABORTED":
            complaints.append(f"{page.url}: {request.url}: {request.failure}")

    def on_response(response: Response) -> None:
        if response.status >= _FIRST_ERROR:
            complaints.append(f"{page.url}: {response.url} answered {response.status}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("requestfailed", on_failure)
    page.on("response", on_response)
