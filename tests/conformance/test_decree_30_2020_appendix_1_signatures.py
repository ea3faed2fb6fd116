"""Decree 30/2020, appendix I: how digital signatures look, measured on rendered pages."""

import io
import re
import unicodedata
from dataclasses import replace

import pytest
from PIL import Image

from signing.drawing import draw_seal_image, draw_signature_image
from signing.errors import AlreadySigned, NoRoom
from signing.models import AttachmentStamp, CopyStamp, SealStamp
from signing.service import Signing
from signing.verdicts import Outcome, Purpose
from tests import corpus
from tests.signing import office
from tests.signing.archivable import broken_rules
from tests.signing.conftest import (
    AGENCY_KEY,
    LEADER_KEY,
    NOW,
    NUMBER,
    PERSON,
    PLAN,
    Stages,
    settings,
    signing,
    stages,
)
from tests.signing.pictures import box_of, changed_box, is_blue, is_red, mm, picture

__all__ = ["settings", "signing", "stages"]

DPI = 300
WIDTH_AT_300 = round(210 / 25.4 * DPI)
ATTACHMENT = AttachmentStamp(number="5", symbol="KH-UBND")


async def test_part_1_ii_7d_the_person_s_signature_is_blue_between_position_and_name(
    signing: Signing, stages: Stages
) -> None:
    before, after = await picture(signing, stages.prepared), await picture(signing, stages.signed)
    box = changed_box(before, after)
    assert box is not None
    assert box_of(after, is_blue) == pytest.approx(box, abs=6), "nothing but blue ink was added"
    with Image.open(io.BytesIO(draw_signature_image(office.LEADER))) as image:
        assert image.format == "PNG"
        assert image.getchannel("A").getextrema() == (0, 255)


@pytest.mark.parametrize("diameter", [30.0, 36.0, 42.0])
async def test_part_1_ii_8a_the_seal_has_its_real_size_covers_a_third_and_hides_nothing(
    signing: Signing, diameter: float
) -> None:
    plan = replace(PLAN, seal_diameter_mm=diameter)
    prepared = await signing.prepare(office.plan_pdf(), plan)
    signed = await signing.sign_person(prepared, key=LEADER_KEY, stamp=PERSON, now=NOW)
    seal = SealStamp(agency=office.AGENCY, diameter_mm=diameter)
    sealed = await signing.number_and_seal(
        signed, key=AGENCY_KEY, number=NUMBER, seal=seal, now=NOW
    )
    before = await picture(signing, signed, width=WIDTH_AT_300)
    after = await picture(signing, sealed, width=WIDTH_AT_300)
    red, blue = box_of(after, is_red), box_of(before, is_blue)
    assert red is not None
    assert blue is not None
    assert mm(red[2] - red[0], dpi=DPI) == pytest.approx(diameter, abs=0.5)
    assert mm(red[3] - red[1], dpi=DPI) == pytest.approx(diameter, abs=0.5)
    covered = (red[2] - blue[0]) / (blue[2] - blue[0])
    assert covered == pytest.approx(1 / 3, abs=0.04), "about a third, on the left"
    assert red[0] < blue[0]
    assert _darkest_kept(before, after, red), "what was black below the seal is black still"


def test_part_1_ii_8a_the_seal_is_red_on_transparent_ground() -> None:
    with Image.open(io.BytesIO(draw_seal_image(office.AGENCY))) as image:
        assert image.format == "PNG"
        assert image.mode == "RGBA"
        assert image.getpixel((2, 2)) == (206, 17, 38, 0)


async def test_part_1_ii_8b_an_attachment_shows_number_symbol_and_time_and_no_picture(
    signing: Signing,
) -> None:
    draft = corpus.pdf("tables")
    signed = await signing.sign_attachment(draft, key=AGENCY_KEY, stamp=ATTACHMENT, now=NOW)
    assert signed.startswith(draft)
    text = (await signing.inspect(signed)).text_excerpt
    assert "Số: 05/KH-UBND; 25/11/2024; 10:00:00 +07:00" in _one_line(text)
    before = await picture(signing, draft, width=WIDTH_AT_300)
    after = await picture(signing, signed, width=WIDTH_AT_300)
    box = changed_box(before, after)
    assert box is not None
    assert mm(after.width - box[2], dpi=DPI) == pytest.approx(15, abs=1.5), "right, at the margin"
    assert mm(box[3], dpi=DPI) < 25, "in the upper margin"
    # Figures of a 10 point serif font are about 2.4 mm high.
    assert 2.0 < mm(box[3] - box[1], dpi=DPI) < 4.2
    assert _is_grey(after.crop(box)), "black text, no colour"
    verdict = await signing.verify(signed, now=NOW)
    assert verdict.outcome is Outcome.VALID
    assert [one.purpose for one in verdict.signatures] == [Purpose.ATTACHMENT]
    assert verdict.signatures[0].signer == office.AGENCY


async def test_part_1_ii_8b_an_attachment_stays_pdf_a(signing: Signing) -> None:
    signed = await signing.sign_attachment(
        office.plan_pdf(), key=AGENCY_KEY, stamp=ATTACHMENT, now=NOW
    )
    assert broken_rules(signed) == set()


async def test_part_1_ii_8b_what_carries_signatures_is_no_attachment_to_sign(
    signing: Signing, stages: Stages
) -> None:
    with pytest.raises(AlreadySigned):
        await signing.sign_attachment(stages.sealed, key=AGENCY_KEY, stamp=ATTACHMENT, now=NOW)


@pytest.mark.parametrize("form", ["SAO Y", "SAO LỤC", "TRÍCH SAO"])
async def test_part_2_a_copy_shows_its_form_the_agency_and_the_time(
    signing: Signing, stages: Stages, form: str
) -> None:
    stamp = CopyStamp(form=form, agency=office.AGENCY)
    copied = await signing.sign_copy(stages.sealed, key=AGENCY_KEY, stamp=stamp, now=NOW)
    assert copied.startswith(stages.sealed), "the original is the copy's first revisions"
    text = _one_line((await signing.inspect(copied)).text_excerpt)
    assert f"{form}; {office.AGENCY}; 25/11/2024; 10:00:00 +07:00" in text
    before = await picture(signing, stages.sealed, width=WIDTH_AT_300)
    after = await picture(signing, copied, width=WIDTH_AT_300)
    box = changed_box(before, after)
    assert box is not None
    assert mm(box[3], dpi=DPI) < 25
    assert mm(after.width - box[2], dpi=DPI) == pytest.approx(15, abs=1.5)
    assert min(before.crop(box).convert("L").tobytes()) > 250, "on blank paper"
    assert _is_grey(after.crop(box))


async def test_part_2_the_copy_leaves_the_signatures_of_the_original_as_they_were(
    signing: Signing, stages: Stages
) -> None:
    stamp = CopyStamp(form="SAO Y", agency=office.AGENCY)
    copied = await signing.sign_copy(stages.sealed, key=AGENCY_KEY, stamp=stamp, now=NOW)
    verdict = await signing.verify(copied, now=NOW)
    originals = [one for one in verdict.signatures if one.purpose is not Purpose.COPY]
    assert [one.purpose for one in originals] == [Purpose.PERSON, Purpose.NUMBER, Purpose.SEAL]
    assert all(one.intact and one.valid and one.problems == () for one in originals)


async def test_part_2_a_copy_of_a_copy_has_a_text_of_its_own(
    signing: Signing, stages: Stages
) -> None:
    first = CopyStamp(form="SAO Y", agency=office.AGENCY)
    second = CopyStamp(form="SAO LỤC", agency="Ủy ban nhân dân xã Mỹ Hòa")
    copy = await signing.sign_copy(stages.sealed, key=AGENCY_KEY, stamp=first, now=NOW)
    again = await signing.sign_copy(copy, key=AGENCY_KEY, stamp=second, now=NOW)
    before, after = await picture(signing, copy), await picture(signing, again)
    box = changed_box(before, after)
    assert box is not None
    assert min(before.crop(box).convert("L").tobytes()) > 250
    text = _one_line((await signing.inspect(again)).text_excerpt)
    assert "SAO Y;" in text
    assert "SAO LỤC;" in text


async def test_part_2_a_full_page_is_refused_rather_than_written_over(signing: Signing) -> None:
    full = io.BytesIO()
    Image.effect_noise((827, 1169), 120).convert("RGB").save(full, "PDF", resolution=100)
    stamp = CopyStamp(form="SAO Y", agency=office.AGENCY)
    with pytest.raises(NoRoom):
        await signing.sign_copy(full.getvalue(), key=AGENCY_KEY, stamp=stamp, now=NOW)


def _one_line(text: str) -> str:
    return unicodedata.normalize("NFC", re.sub(r"\s+", " ", text))


def _is_grey(image: Image.Image) -> bool:
    hue = image.convert("HSV").getchannel("S").getextrema()
    return int(hue[1]) < 30  # type: ignore[arg-type]


def _darkest_kept(before: Image.Image, after: Image.Image, box: tuple[int, int, int, int]) -> bool:
    black = [
        index for index, level in enumerate(before.crop(box).convert("L").tobytes()) if level < 60
    ]
    now = after.crop(box).convert("L").tobytes()
    return len(black) > 50 and all(now[index] < 90 for index in black)
