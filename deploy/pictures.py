"""Take the pictures of the documentation: the real pages of a fresh trial, in Chromium.

    .venv/bin/python -m deploy.pictures        # writes docs/pictures/*.png; so does `make pictures`

Needs Chromium (`make system`). The trial lives in a temporary folder and is stopped afterwards.
"""

import asyncio
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.async_api import Browser, Page, ViewportSize, async_playwright

from deploy.pictures_of_rooms import take_rooms

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
SCREEN = ViewportSize(width=1366, height=768)
START_SECONDS = 180
MOST_BYTES = 150_000
COLOURS = (255, 128, 64, 32)


@dataclass(frozen=True)
class Trial:
    address: str
    password: str


@contextmanager
def running_trial() -> Iterator[Trial]:
    with tempfile.TemporaryDirectory(prefix="congvu-pictures-") as folder:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        process = subprocess.Popen(
            [sys.executable, "-m", "services.cli", "up", "--port", str(port)],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(address, process)
            kept = json.loads((Path(folder) / "var" / "demonstration.json").read_text())
            yield Trial(address, kept["password"])
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)


def wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urlopen(f"{address}/sign-in"):  # noqa: S310 - the trial's own address
                return
        except URLError:
            time.sleep(0.2)
    raise SystemExit("the trial did not start")


async def signed_in(
    browser: Browser, trial: Trial, username: str, screen: ViewportSize = SCREEN
) -> Page:
    context = await browser.new_context(viewport=screen, locale="vi-VN")
    page = await context.new_page()
    await page.goto(trial.address)
    await page.get_by_label("Tên đăng nhập").fill(username)
    await page.get_by_label("Mật khẩu").fill(trial.password)
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", level=1, name="Bàn làm việc").wait_for()
    return page


async def open_row(page: Page, menu: str, words: str) -> None:
    """The document whose row in a register holds these words."""
    await page.get_by_role("link", name=menu, exact=True).click()
    await page.get_by_role("row").filter(has_text=words).first.get_by_role("link").click()
    await page.get_by_role("region", name="Chữ ký số").wait_for()
    await drawn(page, 0)


async def drawn(page: Page, number: int) -> None:
    """Bring a page of the document into sight and wait until it is really there."""
    picture = page.get_by_role("img", name="Trang").nth(number)
    await picture.scroll_into_view_if_needed()
    await picture.evaluate("(one) => one.decode()")


async def take(page: Page, name: str) -> None:
    await page.mouse.move(0, 0)
    taken = Image.open(io.BytesIO(await page.screenshot())).convert("RGB")
    file = PICTURES / f"{name}.png"
    for colours in COLOURS:
        taken.quantize(colours, dither=Image.Dither.NONE).save(file, optimize=True)
        if file.stat().st_size < MOST_BYTES:
            break
    print(f"{file.relative_to(ROOT)}  {file.stat().st_size // 1000} kB")


async def visit(browser: Browser, trial: Trial) -> None:
    clerk = await signed_in(browser, trial, "vanthu.huyen")
    await clerk.get_by_role("link", name="Chỉ tiêu", exact=True).click()
    await take(clerk, "dashboard")
    await open_row(clerk, "Văn bản đi", "01/KH-UBND")
    await drawn(clerk, await clerk.get_by_role("img", name="Trang").count() - 1)
    await take(clerk, "document")
    await take(await signed_in(browser, trial, "phochutich.huyen"), "desk")
    commune_clerk = await signed_in(browser, trial, "vanthu.myhoa")
    await open_row(commune_clerk, "Văn bản đến", "Mới đến")
    await take(commune_clerk, "incoming")


async def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with running_trial() as trial:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
            await visit(browser, trial)
            await browser.close()

            async def sign_in(at: Browser, username: str, screen: ViewportSize = SCREEN) -> Page:
                return await signed_in(at, trial, username, screen)

            with tempfile.TemporaryDirectory(prefix="congvu-cameras-") as folder:
                await take_rooms(playwright, sign_in, take, Path(folder))


if __name__ == "__main__":
    asyncio.run(main())
