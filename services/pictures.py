"""Pictures of pages, rendered once and kept in memory for the readers that follow."""

from collections import OrderedDict

from services.errors import FileAbsent
from services.platform import Platform

MAX_BYTES = 64 * 1024 * 1024


class PictureCache:
    """Least recently used pictures go first once `MAX_BYTES` are held."""

    def __init__(self) -> None:
        self._pictures: OrderedDict[tuple[str, int, int], bytes] = OrderedDict()
        self._held = 0

    def find(self, key: tuple[str, int, int]) -> bytes | None:
        picture = self._pictures.get(key)
        if picture is not None:
            self._pictures.move_to_end(key)
        return picture

    def keep(self, key: tuple[str, int, int], picture: bytes) -> None:
        if key in self._pictures:
            return
        self._pictures[key] = picture
        self._held += len(picture)
        while self._held > MAX_BYTES:
            _, dropped = self._pictures.popitem(last=False)
            self._held -= len(dropped)


_cache = PictureCache()


async def picture_of_page(platform: Platform, digest: str, *, page: int, width: int) -> bytes:
    """A PNG of `page` (from 1), `width` pixels wide. Raises `FileAbsent` past the last page."""
    key = (digest, page, width)
    picture = _cache.find(key)
    if picture is None:
        pdf = await platform.blobs.get(digest)
        try:
            picture = await platform.signing.render_page(pdf, page=page - 1, width=width)
        except IndexError as error:
            raise FileAbsent(f"there is no page {page}") from error
        _cache.keep(key, picture)
    return picture
