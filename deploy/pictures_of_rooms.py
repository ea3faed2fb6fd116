"""Pictures of a running meeting: each official at a browser with a camera of our making.

Chromium takes a camera's picture from a file (YUV4MPEG2); drawn figures stand for people.
"""

import colorsys
import shutil
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.async_api import Page, Playwright, ViewportSize

CAMERA = (640, 360)
FRAMES, RATE = 30, 15
PATIENCE_MS = 150_000
TITLE = "Giao ban tháng về chuyển đổi số"
DISTRICT, COMMUNES = "phochutich.huyen", ("chutich.myhoa", "vanthu.thanhmy", "vanthu.phudien")
HALL = ViewportSize(width=1920, height=1080)
SignIn = Callable[..., Awaitable[Page]]
Take = Callable[[Page, str], Awaitable[None]]


def draw_camera(file: Path, hue: float) -> None:
    """A figure before a wall, breathing: no person's picture is needed."""
    width, height = CAMERA
    with file.open("wb") as written:
        written.write(f"YUV4MPEG2 W{width} H{height} F{RATE}:1 Ip A1:1 C420jpeg\n".encode())
        for number in range(FRAMES):
            frame = _figure(hue, abs(number - FRAMES // 2) // 5)
            luma, blue, red = frame.convert("YCbCr").split()
            half = (width // 2, height // 2)
            written.write(b"FRAME\n" + luma.tobytes())
            written.write(blue.resize(half).tobytes() + red.resize(half).tobytes())


def _figure(hue: float, lift: int) -> Image.Image:
    width, height = CAMERA
    image = Image.new("RGB", CAMERA, _colour(hue, 0.16, 0.82))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, int(height * 0.86), width, height), fill=_colour(0.08, 0.45, 0.45))
    middle = width // 2
    pen.ellipse((middle - 150, 205 - lift, middle + 150, 520), fill=_colour(hue, 0.55, 0.38))
    pen.polygon(
        [(middle - 26, 214 - lift), (middle + 26, 214 - lift), (middle, 262 - lift)], fill="white"
    )
    pen.ellipse((middle - 62, 74 - lift, middle + 62, 212 - lift), fill=(224, 190, 160))
    pen.chord((middle - 66, 62 - lift, middle + 66, 190 - lift), 180, 360, fill=(42, 36, 34))
    return image


def _colour(hue: float, saturation: float, value: float) -> tuple[int, int, int]:
    red, green, blue = colorsys.hsv_to_rgb(hue, saturation, value)
    return round(red * 255), round(green * 255), round(blue * 255)


async def take_rooms(playwright: Playwright, sign_in: SignIn, take: Take, folder: Path) -> None:
    """The room as the chair sees it while a commune speaks, and the hall's screen."""
    async with AsyncExitStack() as opened:
        people = []
        for number, username in enumerate((DISTRICT, *COMMUNES)):
            camera = folder / f"{username}.y4m"
            draw_camera(camera, 0.55 + number * 0.13)
            browser = await playwright.chromium.launch(
                executable_path=shutil.which("chromium"),
                args=[
                    "--no-sandbox",
                    "--disable-gpu",
                    "--use-fake-device-for-media-stream",
                    "--use-fake-ui-for-media-stream",
                    f"--use-file-for-fake-video-capture={camera}",
                ],
            )
            opened.push_async_callback(browser.close)
            page = await sign_in(browser, username)
            await _enter(page)
            people.append(page)
        chair, first, second, _ = people
        hall = await sign_in(chair.context.browser, DISTRICT, HALL)
        await hall.goto(chair.url.replace("/room", "/hall"))
        await _press(chair, "Khai mạc cuộc họp", "Vào nội dung đầu tiên")
        for page in (first, second):
            await _press(page, "Đăng ký phát biểu")
        await chair.locator("#panel-floor .queue li").nth(1).wait_for()
        await _press(chair, "Mời người tiếp theo")
        await first.locator("#mic-state.is-on").wait_for()
        await chair.locator(".tile.is-large.has-face").wait_for(timeout=PATIENCE_MS)
        await chair.locator(".tile.has-face").nth(len(COMMUNES)).wait_for(timeout=PATIENCE_MS)
        # Until the picture is sharp, and the words of the moment are gone.
        await chair.wait_for_timeout(15_000)
        await take(chair, "room")
        await take(hall, "hall")


async def _enter(page: Page) -> None:
    await page.get_by_role("link", name="Cuộc họp", exact=True).click()
    row = page.get_by_role("row").filter(has_text=TITLE).filter(has_text="Đã mời")
    await row.first.get_by_role("link").click()
    await page.goto(f"{page.url}/room")
    await _press(page, "Vào phòng họp")
    await page.locator("#inside").wait_for()


async def _press(page: Page, *names: str) -> None:
    for name in names:
        await page.get_by_role("main").get_by_role("button", name=name, exact=True).first.click()
