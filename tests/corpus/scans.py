"""Pages that look scanned: tinted paper, a slight turn, grain; the same bytes every time."""

import io
import random
from time import struct_time

import pypdfium2  # type: ignore[import-untyped]
from PIL import Image, ImageChops, ImageFilter

_PAPER = (250, 246, 236)
_DOTS_PER_INCH = 200  # the least that Decree 30 allows for a scan
_SCANNED_AT = struct_time((2024, 3, 1, 9, 0, 0, 4, 61, 0))


def scanned_pages(pdf: bytes, *, count: int | None = None) -> list[Image.Image]:
    """Return the first `count` pages, or all, as colour scans."""
    pages = pypdfium2.PdfDocument(pdf)
    try:
        return [_scan(pages[index], seed=index) for index in range(count or len(pages))]
    finally:
        pages.close()


def as_jpeg(page: Image.Image, *, quality: int) -> bytes:
    """Encode one scan as JPEG with its resolution."""
    out = io.BytesIO()
    page.save(out, "JPEG", quality=quality, dpi=(_DOTS_PER_INCH, _DOTS_PER_INCH))
    return out.getvalue()


def as_pdf(pages: list[Image.Image]) -> bytes:
    """Return a PDF of pictures only, as a copier makes it: no text layer, not PDF/A."""
    out = io.BytesIO()
    first, *rest = pages
    first.save(
        out,
        "PDF",
        save_all=True,
        append_images=rest,
        resolution=_DOTS_PER_INCH,
        creationDate=_SCANNED_AT,
        modDate=_SCANNED_AT,
    )
    return out.getvalue()


def _scan(page: pypdfium2.PdfPage, *, seed: int) -> Image.Image:
    sheet = page.render(scale=_DOTS_PER_INCH / 72).to_pil().convert("RGB")
    generator = random.Random(seed)  # noqa: S311 - grain of a picture, nothing to protect
    angle = generator.uniform(-0.6, 0.6)
    turned = sheet.rotate(angle, Image.Resampling.BICUBIC, fillcolor="white")
    tinted = ImageChops.multiply(turned, Image.new("RGB", turned.size, _PAPER))
    grain = Image.frombytes("L", tinted.size, generator.randbytes(tinted.width * tinted.height))
    soft = grain.filter(ImageFilter.GaussianBlur(0.6)).convert("RGB")
    return Image.blend(tinted.filter(ImageFilter.GaussianBlur(0.5)), soft, 0.09)
