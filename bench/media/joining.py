"""From the button that joins to the first sound and picture of others: the room's own page."""

import json
import math
import struct
import wave
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from playwright.async_api import Browser, Page

from bench.media.chromium import chromium
from bench.office import PASSWORD, Office, open_office
from meetings.models.meeting import Meeting

JOINS = 20
PLANNER, CHAIR, COMMUNE = "chuyenvien.huyen", "phochutich.huyen", "chutich.myhoa"
PATIENCE_MS = 60_000
_RATE = 48_000
# Chromium is asked each 20 ms what it has decoded and heard, from the click on.
_JOIN = """() => new Promise((done, failed) => {
  const begun = performance.now();
  const found = {};
  document.getElementById("join").click();
  const timer = setInterval(async () => {
    const { media } = congvuRoom;
    const pair = media.working ?? media.pair;
    if (performance.now() - begun > 30000) {
      clearInterval(timer);
      failed(new Error(`nothing came: ${JSON.stringify(found)}`));
    }
    if (!pair) return;
    for (const one of (await pair.down.getStats()).values()) {
      if (one.type !== "inbound-rtp") continue;
      const now = performance.now() - begun;
      if (one.kind === "video" && one.framesDecoded) found.video ??= now;
      if (one.kind === "audio" && one.totalAudioEnergy > 0) found.audio ??= now;
    }
    if (found.video && found.audio) {
      clearInterval(timer);
      done(JSON.stringify(found));
    }
  }, 20);
})"""


def write_voice(path: Path) -> None:
    """A tone without a pause: what Chromium beeps of its own accord has a second of silence."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        for at in range(_RATE):
            file.writeframes(
                struct.pack("<h", int(9000 * math.sin(at * 2 * math.pi * 440 / _RATE)))
            )


async def measure_joins(joins: int = JOINS) -> list[dict[str, float]]:
    """Milliseconds to the first `audio` and `video` of each join of one, at one who is there."""
    async with open_office(filled=False) as office, office.served(worker=False):
        path = f"/meetings/{await _meeting(office)}/room"
        voice = office.folder / "voice.wav"
        write_voice(voice)
        async with chromium(voice=voice) as browser:
            chair = await _arrive(browser, office, CHAIR, path)
            await chair.click("#join")
            await chair.get_by_role("button", name="Khai mạc cuộc họp").click()
            await chair.wait_for_function("() => congvuRoom.media.state === 'working'")
            commune = await _arrive(browser, office, COMMUNE, path)
            found = []
            for _ in range(joins):
                await commune.goto(office.address + path)
                await commune.wait_for_function("() => window.congvuRoom?.devices.tracks.video")
                found.append(dict(json.loads(await commune.evaluate(_JOIN))))
            return found


async def _meeting(office: Office) -> UUID:
    """A meeting with a commune, whose invitation went out."""
    async with office.client(PLANNER) as planner:
        staff = (await planner.get("/staff")).raise_for_status().json()
        by_position = {row["position"]: row["appointment_id"] for row in staff}
        starts = office.now + timedelta(days=7)
        plan = {
            "title": "Giao ban",
            "kind": "work_solving",
            "form": "online",
            "starts_at": starts.isoformat(),
            "ends_at": (starts + timedelta(hours=2)).isoformat(),
            "chair_appointment_id": by_position["Phó Chủ tịch"],
            "secretary_appointment_id": by_position["Chánh Văn phòng"],
            "place_text": "Phòng họp số 1",
        }
        made = (await planner.post("/meetings", json=plan)).raise_for_status().json()
        communes = [{"agency_id": str(one)} for one in (await office.communes())[:3]]
        (await planner.post(f"/meetings/{made['id']}/seats", json=communes)).raise_for_status()
    async with office.database.session() as session:
        row = await session.get_one(Meeting, UUID(made["id"]))
        row.mark_invited(now=office.now)
        await session.commit()
    return UUID(made["id"])


async def _arrive(browser: Browser, office: Office, username: str, path: str) -> Page:
    context = await browser.new_context(locale="vi-VN", viewport={"width": 1366, "height": 768})
    context.set_default_timeout(PATIENCE_MS)
    page = await context.new_page()
    await page.goto(f"{office.address}/sign-in")
    await page.fill("input[name=username]", username)
    await page.fill("input[name=password]", PASSWORD)
    await page.click("main button.main")
    await page.wait_for_url(lambda url: "sign-in" not in url)
    await page.goto(office.address + path)
    return page
