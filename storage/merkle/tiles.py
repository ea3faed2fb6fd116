"""The tree cut into tiles of 256 hashes, as C2SP tlog-tiles names them, and its growing edge."""

from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from storage.merkle.tree import HASH_BYTES, ReadNode, root_of

T = TypeVar("T")

WIDTH = 256
HEIGHT = 8  # levels of the tree in a tile

Tile = tuple[int, int]  # its level, which is eight of the tree's, and its number there
FetchTile = Callable[[str], Awaitable[bytes | None]]


class TileMissing(Exception):
    """A tile that the tree of this size has is not there, or is too short."""

    def __init__(self, path: str) -> None:
        super().__init__(f"{path} is missing or incomplete")
        self.path = path


def tile_path(tile: Tile, width: int = WIDTH) -> str:
    """`tile/0/x001/x234/067`, and `.p/5` behind it for the first five hashes alone."""
    level, index = tile
    groups = [f"{index % 1000:03d}"]
    while index := index // 1000:
        groups.insert(0, f"x{index % 1000:03d}")
    partial = "" if width == WIDTH else f".p/{width}"
    return f"tile/{level}/{'/'.join(groups)}{partial}"


def partial_folder(tile: Tile) -> str:
    """Where the partial tiles lie that are not needed once the full one is there."""
    return f"{tile_path(tile)}.p/"


def width_in(tile: Tile, size: int) -> int:
    """How many hashes the tile has in a tree of `size` leaves; 0 or less: it has no such tile."""
    level, index = tile
    return min(WIDTH, (size >> (HEIGHT * level)) - index * WIDTH)


class Edge:
    """The right edge of a growing tree: on each level of tiles the hashes of the last tile."""

    def __init__(self, levels: Iterable[Iterable[bytes]] = (), *, size: int = 0) -> None:
        self.size = size
        self.levels = [list(level) for level in levels]

    def append(self, leaf: bytes) -> dict[Tile, bytes]:
        """Take one leaf hash; the tiles that became full by it."""
        full: dict[Tile, bytes] = {}
        self.size += 1
        carried, level = leaf, 0
        while True:
            if level == len(self.levels):
                self.levels.append([])
            row = self.levels[level]
            row.append(carried)
            if len(row) < WIDTH:
                return full
            full[level, (self.size >> (HEIGHT * (level + 1))) - 1] = b"".join(row)
            carried, level = root_of(row), level + 1
            row.clear()

    def partial(self) -> dict[Tile, bytes]:
        """The tiles that are not full yet."""
        return {
            (level, self.size >> (HEIGHT * (level + 1))): b"".join(row)
            for level, row in enumerate(self.levels)
            if row
        }

    def root(self) -> bytes:
        """The subtrees of a level are one size; what the levels below make up is the rest."""
        rest: list[bytes] = []
        for row in self.levels:
            rest = [root_of([*row, *rest])] if row or rest else []
        return root_of(rest)


async def read_edge(fetch: FetchTile, size: int) -> Edge:
    """The edge of the tree of `size` leaves whose tiles are kept."""
    levels: list[list[bytes]] = []
    while size >> (HEIGHT * len(levels)):
        tile = (len(levels), size >> (HEIGHT * (len(levels) + 1)))
        width = width_in(tile, size)
        data = await read_tile(fetch, tile, size) if width else b""
        levels.append(hashes_of(data))
    return Edge(levels, size=size)


async def read_tile(fetch: FetchTile, tile: Tile, size: int) -> bytes:
    """A tile as the tree of `size` leaves has it; cut out of the full one where that is left."""
    width = width_in(tile, size)
    data = await fetch(tile_path(tile, width))
    if data is None and width < WIDTH:
        data = await fetch(tile_path(tile))
    if data is None or len(data) < width * HASH_BYTES:
        raise TileMissing(tile_path(tile, width))
    return data[: width * HASH_BYTES]


async def with_tiles(fetch: FetchTile, size: int, build: Callable[[ReadNode], T]) -> T:
    """What `build` makes of the nodes of a tree of `size` leaves.

    It is run twice: to learn which tiles it needs, and with them at hand.
    """
    wanted: set[Tile] = set()

    def note(level: int, index: int) -> bytes:
        wanted.add(_place(level, index)[0])
        return bytes(HASH_BYTES)

    build(note)
    tiles = {tile: hashes_of(await read_tile(fetch, tile, size)) for tile in sorted(wanted)}

    def read(level: int, index: int) -> bytes:
        tile, first, count = _place(level, index)
        return root_of(tiles[tile][first : first + count])

    return build(read)


def hashes_of(data: bytes) -> list[bytes]:
    return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]


def _place(level: int, index: int) -> tuple[Tile, int, int]:
    """The tile below a node, the first of its hashes there, and how many."""
    tile_level, above = divmod(level, HEIGHT)
    number, first = divmod(index << above, WIDTH)
    return (tile_level, number), first, 1 << above
