"""Paragraphs, tables and sections of WordprocessingML as strings; lengths in twips."""

from xml.sax.saxutils import escape

from services.documents.administrative import Inline, Run, Table

# A4 less 30 mm on the left and 15 mm on the right; turned, the same margins
BODY_WIDTH = 9354
LANDSCAPE_WIDTH = 14286
_A4 = (11906, 16838)
_LEAST_COLUMN = 680  # "4.10" at 12 pt and the margins of its cell
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def paragraph(
    text: Inline,
    *,
    style: str,
    bold: bool = False,
    italic: bool = False,
    keep_next: bool = False,
    align: str | None = None,
) -> str:
    """Return one w:p in a style of styles.xml; runs may add bold or italic."""
    runs = (Run(text=text),) if isinstance(text, str) else text
    shown = "".join(_run(one, bold=bold, italic=italic) for one in runs if one.text)
    keep = "<w:keepNext/>" if keep_next else ""
    side = f'<w:jc w:val="{align}"/>' if align else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}{side}</w:pPr>{shown}</w:p>'


def _run(run: Run, *, bold: bool, italic: bool) -> str:
    weight = "<w:b/>" if bold or run.style == "bold" else ""
    slant = "<w:i/>" if italic or run.style == "italic" else ""
    text = f'<w:t xml:space="preserve">{escape(run.text)}</w:t>'
    return f"<w:r><w:rPr>{weight}{slant}</w:rPr>{text}</w:r>"


def rule(*, indent: int) -> str:
    """Return a short horizontal line, indented on both sides."""
    border = '<w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="auto"/></w:pBdr>'
    indents = f'<w:ind w:left="{indent}" w:right="{indent}" w:firstLine="0"/>'
    return f'<w:p><w:pPr><w:pStyle w:val="Rule"/>{border}{indents}</w:pPr></w:p>'


def plain_table(rows: list[list[str]], *, widths: tuple[int, ...]) -> str:
    """Return a table without borders whose rows do not break; cells are paragraphs' XML."""
    body = "".join(
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + "".join(_cell(cell, width=width) for cell, width in zip(row, widths, strict=True))
        + "</w:tr>"
        for row in rows
    )
    return _table(body, widths=widths, borders="")


def table(block: Table, *, width: int) -> str:
    """Return a bordered table with a repeated head row."""
    shares = [column.width for column in block.columns]
    wished = [max(_LEAST_COLUMN, width * share / sum(shares)) for share in shares]
    widths = tuple(round(width * one / sum(wished)) for one in wished)
    titles = [paragraph(one.title, style="CellHead") for one in block.columns]
    head = "".join(_cell(one, width=size) for one, size in zip(titles, widths, strict=True))
    body = f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"
    for row in block.rows:
        cells = [
            paragraph(text, style="Cell", align=column.align)
            for text, column in zip(row, block.columns, strict=True)
        ]
        shown = "".join(_cell(one, width=size) for one, size in zip(cells, widths, strict=True))
        body += f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{shown}</w:tr>"
    return _table(body, widths=widths, borders=f"<w:tblBorders>{_BORDERS}</w:tblBorders>")


def _table(rows: str, *, widths: tuple[int, ...], borders: str) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    size = f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
    return (
        f'<w:tbl><w:tblPr>{size}<w:tblInd w:w="0" w:type="dxa"/>{borders}'
        '<w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def _cell(content: str, *, width: int) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{content}</w:tc>'


def section(*, landscape: bool, inline: bool) -> str:
    """Return what closes a section: in a paragraph between sections, bare at the end."""
    width, height = reversed(_A4) if landscape else _A4
    turned = ' w:orient="landscape"' if landscape else ""
    properties = (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId2"/>'
        '<w:headerReference w:type="first" r:id="rId3"/><w:type w:val="nextPage"/>'
        f'<w:pgSz w:w="{width}" w:h="{height}"{turned}/>'
        '<w:pgMar w:top="1134" w:right="851" w:bottom="1134" w:left="1701"'
        ' w:header="567" w:footer="567" w:gutter="0"/>'
        '<w:pgNumType w:start="1"/><w:titlePg/></w:sectPr>'
    )
    if not inline:
        return properties
    return f'<w:p><w:pPr><w:pStyle w:val="Rule"/>{properties}</w:pPr></w:p>'
