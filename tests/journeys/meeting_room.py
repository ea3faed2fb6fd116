"""People in the room of a meeting, each at a real browser with a camera and a microphone."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Browser, expect

from tests.journeys.browser import Official, visitors

# A busy machine makes the line look weak, and pictures come back after the sound.
_PATIENCE = 60.0


@dataclass
class Attendee:
    """Somebody in the room."""

    official: Official

    @property
    def page(self) -> Any:
        return self.official.page

    async def arrives(self, username: str, path: str) -> None:
        await self.official.opens("/sign-in")
        await self.official.signs_in(username)
        await self.page.wait_for_url(lambda url: "sign-in" not in url)
        await self.official.opens(f"{path}/room")

    async def enters(self) -> None:
        await self.official.presses("Vào phòng họp")
        await expect(self.page.locator("#inside")).to_be_visible()

    async def reads(self, text: str) -> None:
        await expect(self.page.locator("#inside")).to_contain_text(text)

    async def turns_to(self, tab: str) -> None:
        await self.page.get_by_role("tab", name=tab).click()

    async def presses(self, name: str) -> None:
        await self.page.locator("#inside").get_by_role("button", name=name).first.click()

    async def measured(self) -> dict[str, Any]:
        """What this browser has received so far, as its own statistics say."""
        return dict(await self.page.evaluate("congvuRoom.media.measure()"))

    async def shown(self) -> dict[str, int]:
        """How many pictures each tile was given, by the name on it; one's own is left out."""
        found = await self.page.evaluate(
            """async () => {
              const stats = await congvuRoom.media.working?.down.getStats() ?? new Map();
              const decoded = new Map([...stats.values()]
                .filter(({ type }) => type === "inbound-rtp")
                .map((one) => [one.trackIdentifier, one.framesDecoded ?? 0]));
              return [...document.querySelectorAll(".tile:not(.own-tile)")].map((tile) => {
                const [track] = tile.querySelector(".face").srcObject?.getVideoTracks() ?? [];
                return [tile.querySelector("figcaption").textContent, decoded.get(track?.id) ?? 0];
              });
            }"""
        )
        return dict(found)

    async def sees_moving(self, *names: str) -> None:
        """A picture of each of these moves: more of it is drawn than before."""
        before = await self.shown()

        async def moves() -> bool:
            now = await self.shown()
            # With another stream a tile counts anew.
            before.update({tile: min(count, before.get(tile, 0)) for tile, count in now.items()})
            return all(
                any(name in tile and count > before[tile] + 5 for tile, count in now.items())
                for name in names
            )

        await until(moves, f"no moving picture of {names} in {before}")

    async def hears(self, *, since: float) -> None:
        async def louder() -> bool:
            return bool((await self.measured())["energy"] > since + 0.01)

        await until(louder, f"nothing heard beyond {since}")

    async def energy(self) -> float:
        return float((await self.measured())["energy"])


async def until(condition: Callable[[], Awaitable[bool]], otherwise: str) -> None:
    end = time.monotonic() + _PATIENCE
    while not await condition():
        assert time.monotonic() < end, otherwise
        await asyncio.sleep(0.2)


@asynccontextmanager
async def attendees(
    browser: Browser, site: str, screens: list[tuple[int, int]]
) -> AsyncIterator[list[Attendee]]:
    """One for each screen; in the end no browser may have complained."""
    async with AsyncExitStack() as opened:
        found = []
        for width, height in screens:
            arrive = await opened.enter_async_context(
                visitors(browser, site, {"width": width, "height": height})
            )
            found.append(Attendee(await arrive()))
        yield found
