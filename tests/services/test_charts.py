"""Charts are read without colours and without eyes, and no name or number breaks them."""

from xml.etree.ElementTree import Element, fromstring

import pytest

from services.charts.bars import bars
from services.charts.drawing import COLOURS
from services.charts.line import line
from services.charts.tiles import tiles
from services.charts.values import Judged, Mark, Point, Tone

SVG = "{http://www.w3.org/2000/svg}"
NAME = 'Ủy ban nhân dân xã <b>"Mỹ & Hòa"</b>\x0b'
POINTS = [Point("10/2024", 40.0, "40 %"), Point("11/2024", None, "–"), Point("12/2024", 55, "55 %")]
EXPECTED = [Point("01/2025", 90.0, "90 %"), Point("02/2025", 130.0, "Dự báo 100 %")]
TARGET = Mark(100, "Mục tiêu 100 %")


def judged(tone: Tone, value: float | None = 50.0, link: str = "") -> Judged:
    said = "–" if value is None else f"{value} %"
    return Judged(label=NAME, value=value, said=said, word=f"word-{tone}", tone=tone, link=link)


def everything() -> list[str]:
    rows = [judged(tone) for tone in Tone]
    rows += [judged(Tone.BAD, -5), judged(Tone.GOOD, 250.0), judged(Tone.QUIET, None)]
    return [
        line("a", title=NAME, about=NAME, points=POINTS, forecast=EXPECTED, target=TARGET),
        line("b", title="T", about="A", points=[]),
        bars("c", title="T", about="A", rows=rows, target=TARGET),
        bars("d", title="T", about="A", rows=[]),
        tiles("e", title="T", about="A", rows=rows),
        tiles("f", title="T", about="A", rows=[]),
    ]


def read(svg: str) -> Element:
    return fromstring(svg)  # noqa: S314 - our own


def texts(svg: Element) -> list[str]:
    return [one.text or "" for one in svg.iter(f"{SVG}text")]


@pytest.mark.parametrize("written", everything())
def test_a_chart_is_one_picture_with_a_name_and_a_description(written: str) -> None:
    svg = read(written)
    assert svg.attrib["role"] == "img"
    ids = {one.attrib["id"]: one.text for one in svg if "id" in one.attrib}
    assert [svg.attrib["aria-labelledby"], svg.attrib["aria-describedby"]] == list(ids)
    assert all(ids.values())
    assert not svg.findall(".//*[@style]")


@pytest.mark.parametrize("written", everything())
def test_nothing_is_drawn_outside(written: str) -> None:
    svg = read(written)
    _, _, width, height = map(float, svg.attrib["viewBox"].split())
    for one in svg.iter():
        for name, most in (("x", width), ("y", height), ("x2", width), ("y2", height)):
            assert 0 <= float(one.attrib.get(name, 0)) <= most, (one.tag, one.attrib)
        assert float(one.attrib.get("width", 0)) >= 0
        for pair in one.attrib.get("points", "").split():
            x, y = map(float, pair.split(","))
            assert 0 <= x <= width
            assert 0 <= y <= height


def test_every_status_has_a_shape_and_a_word_of_its_own() -> None:
    for draw in (bars, tiles):
        shapes = set()
        for tone in Tone:
            svg = read(draw("x", title="T", about="A", rows=[judged(tone)]))
            assert f"word-{tone}" in texts(svg)
            (group,) = svg.iter(f"{SVG}g")
            ways = [one.attrib.get("d", one.attrib.get("stroke-dasharray")) for one in group]
            shapes.add(str(ways))
        assert len(shapes) == len(COLOURS) == len(Tone)


def test_tiles_with_links_are_a_group_of_links() -> None:
    rows = [judged(Tone.GO, link="/indicators/G07?a=1&b=2"), judged(Tone.BAD, link="/x")]
    svg = read(tiles("x", title="T", about="A", rows=rows))
    assert svg.attrib["role"] == "group"
    links = svg.findall(f"{SVG}a")
    assert [one.attrib["href"] for one in links] == ["/indicators/G07?a=1&b=2", "/x"]
    assert all(one.findall(f"{SVG}text") for one in links)


def test_a_forecast_is_dashed_and_goes_on_from_the_newest_value() -> None:
    svg = read(line("x", title="T", about="A", points=POINTS, forecast=EXPECTED))
    dashed = [one for one in svg.iter(f"{SVG}polyline") if "stroke-dasharray" in one.attrib]
    solid = [one for one in svg.iter(f"{SVG}polyline") if "stroke-dasharray" not in one.attrib]
    assert len(dashed) == 1
    assert dashed[0].attrib["points"].split()[0] == solid[-1].attrib["points"].split()[-1]
    assert "Dự báo 100 %" in texts(svg)


def test_a_month_without_a_value_is_a_gap() -> None:
    svg = read(line("x", title="T", about="A", points=POINTS))
    before, after = svg.iter(f"{SVG}polyline")
    (dotted,) = [one for one in svg.iter(f"{SVG}line") if "stroke-dasharray" in one.attrib]
    assert f"{dotted.attrib['x1']},{dotted.attrib['y1']}" == before.attrib["points"].split()[-1]
    assert f"{dotted.attrib['x2']},{dotted.attrib['y2']}" == after.attrib["points"].split()[0]


def test_former_values_and_the_target_stand_beside() -> None:
    row = Judged(
        label="A", value=80.0, said="80 %", word="w", tone=Tone.GO,
        before=Point("2023", 60.0, "60 %"),
    )  # fmt: skip
    svg = read(bars("x", title="T", about="A", rows=[row], target=TARGET))
    assert TARGET.said in texts(svg)
    hollow = [one for one in svg.iter(f"{SVG}rect") if "stroke" in one.attrib]
    assert len(hollow) == 1
