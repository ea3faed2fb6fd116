"""Two revisions side by side: pages that look different are found and framed."""

import io

import pytest
from PIL import Image
from pyhanko.pdf_utils import generic

from signing.errors import UnreadablePdf
from signing.layout.comparison import compare_revisions
from signing.pades.files import close_writer, open_writer
from signing.service import Signing
from tests.signing import attacks, office
from tests.signing.conftest import Stages


async def test_what_was_laid_over_a_page_is_framed(signing: Signing, stages: Stages) -> None:
    changed = attacks.append_update(stages.sealed)
    found = await signing.compare(changed, covers=len(stages.sealed))
    assert (found.signed_pages, found.final_pages, found.changed) == (1, 1, (0,))
    pair = found.pairs[0]
    assert pair.signed != pair.final
    with Image.open(io.BytesIO(pair.signed)) as picture:
        frame = picture.convert("RGB").getpixel((2, picture.height - 10))
    assert isinstance(frame, tuple)
    assert (frame[0] > 150, frame[1] < 60) == (True, True)


def test_the_same_revision_shows_no_difference(stages: Stages) -> None:
    found = compare_revisions(stages.sealed, covers=len(stages.sealed))
    assert (found.changed, found.pairs) == ((), ())


def test_a_dot_of_one_millimetre_is_seen(stages: Stages) -> None:
    writer = open_writer(stages.sealed)
    dot = generic.StreamObject(stream_data=b"q 0 g 300 300 2.8 2.8 re f Q")
    writer.add_stream_to_page(0, writer.add_object(dot))  # type: ignore[no-untyped-call]
    found = compare_revisions(close_writer(writer), covers=len(stages.sealed))
    assert found.changed == (0,)


def test_pages_that_only_one_revision_has_are_different() -> None:
    short, long = office.plan_pdf(), office.plan_pdf(parts=38)
    found = compare_revisions(short + long, covers=len(short))
    assert found.final_pages > found.signed_pages == 1
    assert set(range(1, found.final_pages)) <= set(found.changed)
    assert found.pairs[1].signed == b""


@pytest.mark.parametrize("covers", [0, -1, 10**9, 100])
def test_a_revision_that_is_not_there_is_an_error(stages: Stages, covers: int) -> None:
    with pytest.raises(UnreadablePdf):
        compare_revisions(stages.sealed, covers=covers)
