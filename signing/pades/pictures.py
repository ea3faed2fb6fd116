"""Stamp pictures as image XObjects, encoded once for each picture and not for each signature."""

import functools
import zlib
from dataclasses import dataclass

from PIL import Image
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.writer import BasePdfFileWriter

from signing.drawing import read_picture
from signing.pades.typefaces import flate


@dataclass(frozen=True)
class Raster:
    """A picture of ``width`` by ``height`` pixels: colours (RGB) and opacity, both compressed."""

    width: int
    height: int
    colours: bytes
    opacity: bytes


@functools.lru_cache(maxsize=64)
def raster_of(data: bytes, *, part: str) -> Raster:
    """Read and encode a stored or drawn picture; raises BadStamp as :func:`read_picture` does."""
    return encode(read_picture(data, part=part))


def encode(picture: Image.Image) -> Raster:
    """Encode an RGBA picture."""
    opacity = picture.getchannel("A")
    colours = picture.convert("RGB")
    return Raster(
        picture.width,
        picture.height,
        zlib.compress(colours.tobytes()),
        zlib.compress(opacity.tobytes()),
    )


def add_raster(writer: BasePdfFileWriter, raster: Raster) -> generic.IndirectObject:
    """Add the picture to the update and return its reference (ISO 32000-1, 8.9.5, 11.6.5.3)."""
    mask = _image(raster, raster.opacity, "/DeviceGray")
    shown = _image(raster, raster.colours, "/DeviceRGB")
    shown[pdf_name("/SMask")] = writer.add_object(mask)
    return writer.add_object(shown)


def _image(raster: Raster, compressed: bytes, space: str) -> generic.StreamObject:
    names = {"/Type": "/XObject", "/Subtype": "/Image", "/ColorSpace": space}
    sizes = {"/Width": raster.width, "/Height": raster.height, "/BitsPerComponent": 8}
    stream = flate(compressed, sizes)
    stream.update({pdf_name(key): pdf_name(value) for key, value in names.items()})
    return stream
