"""Word files written by hand as OOXML, in the same Decree 30 layout as the typst template.

A file is laid out for Times New Roman, as offices use it; where that font is missing, the
reader's substitute with the same widths (Liberation Serif) gives the same lines.
"""

import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from services.documents.administrative import AdministrativeDocument, Block, Inline, Table
from tests.corpus.wordml import (
    BODY_WIDTH,
    LANDSCAPE_WIDTH,
    paragraph,
    plain_table,
    rule,
    section,
    table,
)

_PARTS = Path(__file__).parent / "ooxml"
_STAMP = (2024, 3, 1, 9, 0, 0)


def write_docx(document: AdministrativeDocument) -> bytes:
    """Return the document as .docx; pictures are left out. The same bytes every time."""
    parts = {path.relative_to(_PARTS).as_posix(): path.read_text("utf-8") for path in _files()}
    size = str(round(document.body_size * 2))
    spacing = str(round(document.line_spacing * 240))
    styles = parts["word/styles.xml"].replace("{size}", size).replace("{spacing}", spacing)
    title = escape(f"{document.type_name or 'Công văn'} {document.one_line_abstract}")
    author = escape(" ".join(document.agency.split()))
    core = parts["docProps/core.xml"].replace("{title}", title).replace("{author}", author)
    shell = parts["word/document.xml"].replace("{body}", _body(document))
    parts |= {"word/styles.xml": styles, "docProps/core.xml": core, "word/document.xml": shell}
    return _zip(parts)


def _files() -> list[Path]:
    # [Content_Types].xml first, as Word writes it and as file-type sniffers expect it
    return sorted((one for one in _PARTS.rglob("*") if one.is_file()), key=lambda one: one.name)


def _zip(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _STAMP), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _body(document: AdministrativeDocument) -> str:
    parts = [_head(document), *_title(document), *_addressees(document)]
    parts += [_block(one) for one in document.blocks[:-1]]
    parts += [_block(one, keep_next=True) for one in document.blocks[-1:]]
    parts.append(_closing(document))
    wide = False
    for appendix in document.appendices:
        parts.append(section(landscape=wide, inline=True))
        wide = appendix.landscape
        parts.append(paragraph(appendix.label, style="Title"))
        parts += [paragraph(line, style="Title") for line in appendix.title.split("\n")]
        parts.append(rule(indent=4000 if wide else 3300))
        if appendix.note:
            parts.append(paragraph(appendix.note, style="Centred", italic=True))
        parts += [_block(one, landscape=wide) for one in appendix.blocks]
    parts.append(section(landscape=wide, inline=False))
    return "".join(parts)


def _head(document: AdministrativeDocument) -> str:
    superior = document.superior.split("\n") if document.superior else []
    agency = [paragraph(line, style="Head") for line in superior]
    agency += [paragraph(line, style="Head", bold=True) for line in document.agency.split("\n")]
    state = [
        paragraph("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", style="Head", bold=True),
        paragraph("Độc lập - Tự do - Hạnh phúc", style="Motto"),
    ]
    number = [paragraph(document.number_line, style="Head")]
    if document.type_name is None:
        about = f"V/v {document.abstract}"
        number += [paragraph(line, style="Head") for line in about.split("\n")]
    if document.mark:
        number.append(paragraph(document.mark, style="Mark"))
    dated = paragraph(document.date_line, style="Dated", italic=True)
    return plain_table(
        [
            ["".join(agency) + rule(indent=1300), "".join(state) + rule(indent=1050)],
            ["".join(number), dated],
        ],
        widths=(3850, BODY_WIDTH - 3850),
    )


def _title(document: AdministrativeDocument) -> list[str]:
    if document.type_name is None:
        return [paragraph("", style="Centred")]
    lines = [document.type_name, *document.abstract.split("\n")]
    return [
        paragraph("", style="Head"),
        *(paragraph(line, style="Title") for line in lines),
        rule(indent=3300),
    ]


def _addressees(document: AdministrativeDocument) -> list[str]:
    if len(document.addressees) == 1:
        return [paragraph(f"Kính gửi: {document.addressees[0]}", style="Centred")]
    if not document.addressees:
        return []
    lines = [paragraph(f"- {one}", style="AddresseeItem") for one in document.addressees]
    label = paragraph("Kính gửi:", style="Addressee")
    widths = (2450, BODY_WIDTH - 2450)
    return [plain_table([[label, "".join(lines)]], widths=widths), paragraph("", style="Head")]


def _block(block: Block, *, keep_next: bool = False, landscape: bool = False) -> str:
    if block.kind == "heading":
        return paragraph(block.text, style=f"Heading{block.level}")
    if block.kind == "paragraph":
        style = "Centred" if block.align == "center" else "Normal"
        return paragraph(block.text, style=style, keep_next=keep_next)
    if block.kind == "bullets":
        items = [_marked(block.mark, one) for one in block.items]
        return "".join(paragraph(one, style="Normal") for one in items)
    if block.kind == "table":
        return _captioned(block, width=LANDSCAPE_WIDTH if landscape else BODY_WIDTH)
    return ""


def _marked(mark: str, item: Inline) -> Inline:
    if isinstance(item, str):
        return f"{mark} {item}"
    first, *rest = item
    return (first.model_copy(update={"text": f"{mark} {first.text}"}), *rest)


def _captioned(block: Table, *, width: int) -> str:
    caption = paragraph(block.caption, style="Caption") if block.caption else ""
    return caption + table(block, width=width) + paragraph("", style="Head")


def _closing(document: AdministrativeDocument) -> str:
    receivers = [paragraph("Nơi nhận:", style="Receivers", bold=True, italic=True)]
    receivers += [paragraph(f"- {one}", style="Receiver") for one in document.receivers]
    lines = [paragraph(one, style="Signer", keep_next=True) for one in document.signature.authority]
    # 3 cm for signature and seal: five empty lines of a signer's paragraph
    lines += [paragraph("", style="Signer", keep_next=True)] * 5
    lines.append(paragraph(document.signature.name, style="Signer"))
    half = BODY_WIDTH // 2
    return plain_table([["".join(receivers), "".join(lines)]], widths=(half, BODY_WIDTH - half))
