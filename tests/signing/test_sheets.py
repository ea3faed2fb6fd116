"""Stamps stand upright and in place however the page lies in its file (ISO 32000-1, 8.3.2.3)."""

from dataclasses import replace

import pytest

from signing.layout import pages
from signing.layout.views import PageView
from signing.models import AttachmentStamp, Placement
from signing.service import Signing
from tests import corpus
from tests.signing import office, sheets
from tests.signing.conftest import AGENCY_KEY, NOW, PLAN, Stages, run_route
from tests.signing.pictures import box_of, changed_box, is_blue, is_red, picture, share_changed


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_view_goes_there_and_back(turn: int) -> None:
    view = PageView(left=-40, bottom=-60, right=555, top=782, turn=turn)
    shown = Placement(page=0, x1=100, y1=200, x2=160, y2=220)
    own = view.on_page(shown)
    assert view.shown_box((own.x1, own.y1, own.x2, own.y2)) == pytest.approx((100, 200, 160, 220))
    sheet = view.sheet(0)
    assert (sheet.x1, sheet.y1) == (0, 0)
    assert {sheet.x2, sheet.y2} == {595, 842}


@pytest.mark.parametrize("inherited", [False, True])
@pytest.mark.parametrize("turn", [90, 180, 270])
async def test_a_turned_page_is_stamped_like_an_upright_one(
    signing: Signing, stages: Stages, turn: int, *, inherited: bool
) -> None:
    done = await run_route(signing, sheets.turned(office.plan_pdf(), turn, inherited=inherited))
    upright = await picture(signing, stages.sealed)
    shown = await picture(signing, done.sealed)
    assert shown.size == pytest.approx(upright.size, abs=2)
    assert share_changed(upright, shown.resize(upright.size)) < 0.004
    for colour in (is_blue, is_red):
        assert box_of(shown, colour) == pytest.approx(box_of(upright, colour), abs=4)


async def test_a_cropped_page_keeps_the_places_of_its_text(
    signing: Signing, stages: Stages
) -> None:
    draft = sheets.cropped(office.plan_pdf(), left=45, bottom=20, right=575, top=830)
    done = await run_route(signing, draft)
    whole = await picture(signing, stages.sealed, width=595 * 2)
    part = await picture(signing, done.sealed, width=530 * 2)
    red, cut = box_of(whole, is_red), box_of(part, is_red)
    assert red is not None
    assert cut is not None
    left, up = 45 * 2, round((841.89 - 830) * 2)
    moved = (red[0] - left, red[1] - up, red[2] - left, red[3] - up)
    assert cut == pytest.approx(moved, abs=3)


def test_the_size_of_a_page_may_stand_in_the_page_tree() -> None:
    """Pdfium's own answer for such a page is an American sheet."""
    with pages.open_document(sheets.turned(office.plan_pdf(), 90, inherited=True)) as document:
        sheet = pages.read_sheet(document, 0)
    assert (sheet.width, sheet.height) == pytest.approx((595.28, 841.89), abs=0.1)


@pytest.mark.parametrize("turn", [0, 90, 270])
async def test_a_scan_without_text_takes_the_corner_that_is_blank(
    signing: Signing, turn: int
) -> None:
    scan = sheets.turned(corpus.pdf("scan"), turn)
    stamp = AttachmentStamp(number="15", symbol="KH-UBND")
    signed = await signing.sign_attachment(scan, key=AGENCY_KEY, stamp=stamp, now=NOW)
    before, after = await picture(signing, scan), await picture(signing, signed)
    box = changed_box(before, after, by=90)
    assert box is not None
    assert box[0] > after.width * 0.45
    assert box[3] < after.height * 0.12


async def test_a_given_place_is_one_of_the_page_as_shown(signing: Signing) -> None:
    place = Placement(page=0, x1=80, y1=600, x2=200, y2=650)
    plan = replace(PLAN, leader=replace(PLAN.leader, place=place))
    done = await run_route(signing, sheets.turned(office.plan_pdf(), 270), plan=plan)
    shown = await picture(signing, done.signed, width=595 * 2)
    blue = box_of(shown, is_blue)
    assert blue is not None
    assert blue[0] >= 80 * 2 - 2
    assert blue[2] <= 200 * 2 + 2
    assert blue[1] >= (841.89 - 650) * 2 - 2
    assert blue[3] <= (841.89 - 600) * 2 + 2
