"""Participants hear and see each other through the engine's process; frames are really decoded."""

import pytest

from meetings.media.errors import AnswerStale, DescriptionRefused, ParticipantUnknown, RoomUnknown
from meetings.media.events import (
    Aborted,
    Joined,
    Left,
    Liveness,
    SlotsChanged,
    Speaking,
    TrackRemoved,
)
from meetings.media.port import MediaEngine
from meetings.media.shapes import Purpose, Rights, RoomPolicy, Source, Track, View
from tests.meetings.media.browsers import ALL, Browser, Colour, Party, Tone, party, until
from tests.meetings.media.conftest import BOTH_ENGINES

pytestmark = BOTH_ENGINES
GREYS = {"An": 50, "Bình": 120, "Cúc": 200}


def camera(name: str) -> Source:
    return Source(name, Purpose.CAMERA)


async def come(opened: Party, name: str, *, connection: str = "1") -> Browser:
    """Join with a tone and a grey of one's own, and look at the others."""
    await opened.engine.set_rights(opened.room, name, ALL)
    browser = opened.join(name, connection)
    await browser.publish(
        [(Purpose.MICROPHONE, Tone()), (Purpose.CAMERA, Colour(GREYS[name], width=320))]
    )
    await browser.subscribe(*(camera(other) for other in GREYS if other != name))
    return browser


def sees(browser: Browser, name: str) -> bool:
    grey = browser.grey_of(camera(name))
    return grey is not None and abs(grey - GREYS[name]) < 12


async def test_three_participants_hear_and_see_each_other(engine: MediaEngine, room: str) -> None:
    async with party(engine, room) as opened:
        browsers = {name: await come(opened, name) for name in GREYS}
        for name, browser in browsers.items():
            for other in GREYS.keys() - {name}:
                await until(lambda b=browser, o=other: sees(b, o) and b.hears(o) > 0.01)  # type: ignore[misc]
            assert browser.slot_of(Source(name, Purpose.MICROPHONE)) is None
        await until(lambda: any(len(one.loudest) == 3 for one in opened.told(Speaking)))
        stats = await engine.stats(room)
    assert {one.participant for one in stats.participants} == set(GREYS)
    assert all(len(one.sends) == 2 for one in stats.participants)
    if engine.capabilities.counters:
        assert stats.totals.packets_out > 0
        assert stats.totals.refused == 0


async def test_a_view_is_switched_within_the_same_m_line(engine: MediaEngine, room: str) -> None:
    async with party(engine, room) as opened:
        for name in ("An", "Bình"):
            await come(opened, name)
        await engine.set_rights(room, "Cúc", Rights())
        viewer = opened.join("Cúc")
        await viewer.subscribe(camera("An"))
        await until(lambda: sees(viewer, "An"))
        mid = viewer.slot_of(camera("An"))
        for name in ("Bình", "An", "Bình"):
            await viewer.look(camera(name))
            await until(lambda n=name: viewer.slot_of(camera(n)) == mid)  # type: ignore[misc]
            await until(lambda n=name: sees(viewer, n))  # type: ignore[misc]
        await viewer.look()
        await until(lambda: viewer.slot_of(camera("Bình")) is None)


async def test_a_screen_is_added_to_the_same_connection_and_ends(
    engine: MediaEngine, room: str
) -> None:
    async with party(engine, room) as opened:
        an = await come(opened, "An")
        await engine.set_rights(room, "Cúc", Rights())
        viewer, screen = opened.join("Cúc"), Source("An", Purpose.SCREEN)
        await viewer.subscribe(screen, camera("An"))
        await until(lambda: sees(viewer, "An"))
        await an.publish_also(Purpose.SCREEN, Colour(220, width=320))
        await until(lambda: (viewer.grey_of(screen) or 0) > 210)
        assert sees(viewer, "An")
        await an.publish([])
        await until(lambda: viewer.slot_of(screen) is None)
        assert screen in [one.source for one in opened.told(TrackRemoved)]


async def test_more_pictures_need_one_more_negotiation(engine: MediaEngine, room: str) -> None:
    async with party(engine, room) as opened:
        await come(opened, "An")
        await engine.set_rights(room, "Cúc", Rights())
        viewer = opened.join("Cúc")
        await viewer.subscribe(*(camera(f"nobody {at}") for at in range(4)))
        await viewer.look(*(camera(f"nobody {at}") for at in range(4)), camera("An"))
        await until(lambda: sees(viewer, "An"))
        assert len(viewer.down.getTransceivers()) == 3 + 8


async def test_who_may_not_is_not_forwarded_and_who_is_muted_is_silent(
    engine: MediaEngine, room: str
) -> None:
    async with party(engine, room) as opened:
        an = await come(opened, "An")
        binh = await come(opened, "Bình")
        await until(lambda: sees(binh, "An") and binh.hears("An") > 0.01)
        await engine.mute(room, "An", Purpose.MICROPHONE, muted=True)
        await until(lambda: binh.slot_of(Source("An", Purpose.MICROPHONE)) is None)
        assert opened.told(TrackRemoved)[-1].source == Source("An", Purpose.MICROPHONE)
        assert sees(binh, "An")
        await engine.mute(room, "An", Purpose.MICROPHONE, muted=False)
        before = binh.seen.energy.copy()
        await until(lambda: binh.hears("An") > sum(before.values()) * 0.1 + 0.01)
        await engine.set_rights(room, "An", Rights(may_speak=True))
        await until(lambda: binh.slot_of(camera("An")) is None)
        await engine.set_rights(room, "An", ALL)
        await until(lambda: binh.slot_of(camera("An")) is not None)
        await until(lambda: sees(an, "Bình"))


async def test_who_comes_back_takes_over_before_the_old_connection_ends(
    engine: MediaEngine, room: str
) -> None:
    async with party(engine, room) as opened:
        await come(opened, "An")
        binh = await come(opened, "Bình")
        await until(lambda: sees(binh, "An"))
        again = await come(opened, "An", connection="2")
        await until(lambda: any(one.replaced == "1" for one in opened.told(Joined)))
        await until(lambda: sees(again, "Bình"))
        shown = binh.slot_of(camera("An"))
        assert shown is not None
        frames = binh.seen.frames[shown]
        await until(lambda: binh.seen.frames[shown] > frames + 12)
        assert not opened.told(Aborted)
        stats = await engine.stats(room)
        assert [one.participant for one in stats.participants] == ["An", "Bình"]


async def test_who_vanishes_is_told_of(engine: MediaEngine, room: str) -> None:
    async with party(engine, room) as opened:
        an = await come(opened, "An")
        binh = await come(opened, "Bình")
        await until(lambda: sees(binh, "An"))
        await an.vanish()
        await until(lambda: any(not one.alive for one in opened.told(Liveness)))
        await until(lambda: opened.told(Aborted))
        await until(lambda: binh.slot_of(camera("An")) is None)


async def test_leaving_and_removing(engine: MediaEngine, room: str) -> None:
    async with party(engine, room) as opened:
        await come(opened, "An")
        await until(lambda: len(opened.told(Joined)) == 2)
        await engine.leave(room, "An", "1")
        await until(lambda: opened.told(Left))
        await engine.remove(room, "An")
        with pytest.raises(ParticipantUnknown):
            await engine.subscribe(room, "An", "1", View())


async def test_what_is_wrong_is_said(engine: MediaEngine, room: str) -> None:
    with pytest.raises(RoomUnknown):
        await engine.stats("no such room")
    with pytest.raises(ParticipantUnknown):
        await engine.subscribe(room, "nobody", "1", View())
    await engine.set_rights(room, "An", ALL)
    for sdp in ("", "v=0", "m=audio", "x" * 300_000, "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n"):
        with pytest.raises(DescriptionRefused):
            await engine.publish(room, "An", "1", sdp, [Track("0", Purpose.CAMERA)])
    offer = await engine.subscribe(room, "An", "1", View())
    with pytest.raises(AnswerStale):
        await engine.accept(room, "An", "1", offer.sdp, offer.number + 1)
    with pytest.raises(DescriptionRefused):
        await engine.accept(room, "An", "1", "v=0", offer.number)


async def test_a_fourth_voice_is_heard_when_it_is_loud(engine: MediaEngine, room: str) -> None:
    await engine.open_room(room, RoomPolicy())
    async with party(engine, room) as opened:
        tones = {name: Tone(loud=0.3) for name in ("1", "2", "3", "4")}
        tones["4"].loud = 0
        for name, tone in tones.items():
            await engine.set_rights(room, name, ALL)
            await opened.join(name).publish([(Purpose.MICROPHONE, tone)])
        await engine.set_rights(room, "ear", Rights())
        ear = opened.join("ear")
        await ear.subscribe()
        await until(lambda: all(ear.hears(name) > 0.01 for name in ("1", "2", "3")))
        assert ear.slot_of(Source("4", Purpose.MICROPHONE)) is None
        tones["2"].loud, tones["4"].loud = 0, 0.9
        await until(lambda: ear.slot_of(Source("4", Purpose.MICROPHONE)) is not None)
        assert ear.slot_of(Source("2", Purpose.MICROPHONE)) is None
        before = ear.hears("4")
        await until(lambda: ear.hears("4") > before + 0.1)
        assert all(isinstance(one, SlotsChanged) for one in opened.told(SlotsChanged))
