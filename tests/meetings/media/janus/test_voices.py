"""Who is heard when Janus says who begins to speak and who stops."""

from hypothesis import given
from hypothesis import strategies as st

from meetings.media.janus.voices import Voices

NAMES, STEPS = "abcde", ("add", "discard", "speaks", "stops")


def test_whoever_is_there_is_heard_while_there_are_voices() -> None:
    voices = Voices(3)
    for name in "abcd":
        voices.add(name)
    assert voices.heard == ["a", "b", "c"]
    voices.discard("b")
    assert voices.heard == ["a", "d", "c"]


def test_who_begins_to_speak_takes_the_voice_of_who_is_silent() -> None:
    voices = Voices(2)
    for name in "abc":
        voices.add(name)
    voices.speaks("a", 30)
    voices.speaks("c", 20)
    assert voices.heard == ["a", "c"]
    assert voices.loudest == ("c", "a")


def test_who_speaks_is_not_cut_off_and_who_waits_is_next() -> None:
    voices = Voices(2)
    for name in "abc":
        voices.add(name)
        voices.speaks(name, 30)
    assert voices.heard == ["a", "b"]
    voices.stops("b")
    assert voices.heard == ["a", "c"]
    voices.stops("a")
    assert voices.heard == ["a", "c"]


@given(
    st.lists(
        st.tuples(st.sampled_from(("add", "discard", "speaks", "stops")), st.sampled_from(NAMES))
    )
)
def test_nobody_has_two_voices_and_no_voice_is_kept_by_who_is_gone(
    steps: list[tuple[str, str]],
) -> None:
    voices, here = Voices(2), set[str]()
    for what, name in steps:
        if what == "speaks":
            voices.speaks(name, 30)
        else:
            getattr(voices, what)(name)
        here = here | {name} if what == "add" else here - {name} if what == "discard" else here
        heard = [one for one in voices.heard if one]
        assert len(set(heard)) == len(heard) == min(len(here), 2)
        assert set(heard) | set(voices.talking) <= here
        silent = [one for one in heard if one not in voices.talking]
        assert not silent or all(one in heard for one in voices.talking)
