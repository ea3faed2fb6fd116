"""Browsers of two makes, each with a camera and a microphone that nobody has to plug in."""

import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, async_playwright

from tests.journeys.browser import ARGUMENTS
from tests.peers import require_peer

Make = Callable[[], AbstractAsyncContextManager[Browser]]
DEVICES = (
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
)
#: The same for Firefox.
PREFERENCES = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "media.autoplay.default": 0,
    # Without a sound card its Web Audio stands still; this one nobody hears.
    "media.cubeb.force_mock_context": True,
    # Else it would offer no address on a machine without a network.
    "media.peerconnection.ice.loopback": True,
    "media.peerconnection.ice.obfuscate_host_addresses": False,
}


@asynccontextmanager
async def chromium(*arguments: str, devices: tuple[str, ...] = DEVICES) -> AsyncIterator[Browser]:
    require_peer("chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=[*ARGUMENTS, *devices, *arguments]
        )
        yield browser
        await browser.close()


@asynccontextmanager
async def firefox() -> AsyncIterator[Browser]:
    """Debian's, by its WebDriver BiDi."""
    require_peer("firefox")
    with tempfile.TemporaryDirectory(prefix="congvu-firefox-") as folder:
        starter = Path(folder) / "firefox"
        relay = Path(__file__).with_name("firefox.py")
        program = shutil.which("firefox-esr")
        starter.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{relay}" "{program}" "$@"\n')
        starter.chmod(0o700)
        async with async_playwright() as playwright:
            browser = await playwright.firefox.launch(
                channel="moz-firefox",
                executable_path=starter,
                firefox_user_prefs=dict(PREFERENCES),
            )
            yield browser
            await browser.close()
