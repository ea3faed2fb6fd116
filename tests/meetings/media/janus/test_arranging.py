"""What is wanted comes into slots: the important first, and who is shown stays where it is."""

from meetings.media.janus.arranging import fill, plan
from meetings.media.shapes import Purpose, RoomPolicy, Source, View

LARGE, SMALL, SCREEN = Purpose.CAMERA, Purpose.CAMERA_SMALL, Purpose.SCREEN


def test_the_first_comes_whole_then_all_others_small_then_they_grow() -> None:
    sent = {Source(name, purpose) for name in "ab" for purpose in (LARGE, SMALL)}
    wanted = (Source("a", LARGE), Source("b", LARGE))
    planned = plan(View(wanted=wanted), "me", sent=sent, most=4, policy=RoomPolicy())
    heights = [planned.at(height) for height in range(5)]
    assert heights[1:] == [
        [Source("a", SMALL)],
        [Source("a", LARGE)],
        [Source("a", LARGE), Source("b", SMALL)],
        [Source("a", LARGE), Source("b", LARGE)],
    ]


def test_what_cannot_be_shown_is_left_out() -> None:
    sent = {Source("a", LARGE), Source("me", LARGE), Source("b", SCREEN), Source("c", LARGE)}
    wanted = (
        Source("a", SMALL),
        Source("a", LARGE),
        Source("me", LARGE),
        Source("nobody", LARGE),
        Source("b", Purpose.MICROPHONE),
        Source("b", SCREEN),
        Source("c", LARGE),
    )
    planned = plan(View(wanted=wanted), "me", sent=sent, most=2, policy=RoomPolicy())
    # A large picture stands in where there is no small one; the third does not fit.
    assert planned.at(9) == [Source("a", LARGE), Source("b", SCREEN)]


def test_who_is_shown_stays_in_the_slot_whatever_the_variant() -> None:
    slots = {"3": Source("a", LARGE), "4": None, "5": Source("b", SCREEN), "6": None}
    shown = [Source("c", LARGE), Source("b", SCREEN), Source("a", SMALL), Source("b", SMALL)]
    assert fill(slots, shown) == {
        "3": Source("a", SMALL),
        "4": Source("c", LARGE),
        "5": Source("b", SCREEN),
        "6": Source("b", SMALL),
    }
    assert fill(slots, []) == dict.fromkeys(slots)
