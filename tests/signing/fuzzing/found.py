"""What fuzzing found, made small: the signed file and the change that was judged wrongly."""

from collections.abc import Callable

from tests.signing.samples.paper import Paper
from tests.signing.samples.scenes import Scene


def _end_of_the_envelope_changed(paper: Paper) -> Paper:
    """Change the last digit of a CMS object: the signed bytes hold, its time stamp does not."""
    end = paper.data.index(b">", paper.data.rindex(b"/Contents <"))
    last = len(paper.data[:end].rstrip(b"0")) - 1
    other = b"1" if paper.data[last : last + 1] != b"1" else b"2"
    return Paper(paper.data[:last] + other + paper.data[last + 1 :])


FOUND: dict[str, tuple[Callable[[], Paper], Callable[[Paper], Paper]]] = {
    "end_of_the_envelope_changed": (Scene(None, 2).signed, _end_of_the_envelope_changed),
}
