"""The tree against the published vectors of RFC 6962, and proofs of trees of any size."""

from collections.abc import Sequence
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.merkle.tiles import Edge, hashes_of, read_edge, tile_path, width_in, with_tiles
from storage.merkle.tree import (
    EMPTY_ROOT,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    read_root,
    root_of,
    verify_consistency,
    verify_inclusion,
)

# The eight leaves, their roots and proofs in the tests of Certificate Transparency.
LEAVES = [
    *("", "00", "10", "2021", "3031", "40414243", "5051525354555657"),
    "606162636465666768696a6b6c6d6e6f",
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
A = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
B = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
C = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
D = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
E = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
F = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
PATHS = {
    (0, 1): [],
    (0, 8): [A, B, C],
    (5, 8): [D, E, ROOTS[3]],
    (2, 3): [ROOTS[1]],
    (1, 5): [ROOTS[0], B, D],
}
CONSISTENT = {
    (1, 1): [],
    (1, 8): [A, B, C],
    (6, 8): [F, E, ROOTS[3]],
    (2, 5): [B, D],
}
HASHES = [leaf_hash(bytes.fromhex(one)) for one in LEAVES]


class Tree:
    """Every node computed from the leaves, for trees of a test."""

    def __init__(self, hashes: Sequence[bytes]) -> None:
        self.hashes = hashes

    def __call__(self, level: int, index: int) -> bytes:
        row = self.hashes[index << level : (index + 1) << level]
        assert len(row) == 1 << level
        return root_of(row)


def as_hex(path: Sequence[bytes]) -> list[str]:
    return [one.hex() for one in path]


def test_the_roots_are_those_of_certificate_transparency() -> None:
    assert root_of([]) == EMPTY_ROOT
    assert EMPTY_ROOT.hex().startswith("e3b0c44298fc1c149afbf4c8996fb924")
    edge = Edge()
    for size, root in enumerate(ROOTS, 1):
        edge.append(HASHES[size - 1])
        assert root_of(HASHES[:size]).hex() == root
        assert read_root(Tree(HASHES), size).hex() == root
        assert edge.root().hex() == root


def test_the_paths_are_those_of_certificate_transparency() -> None:
    for (index, size), path in PATHS.items():
        assert as_hex(inclusion_proof(Tree(HASHES), index, size)) == path
    for (old, new), path in CONSISTENT.items():
        assert as_hex(consistency_proof(Tree(HASHES), old, new)) == path


@pytest.mark.parametrize(("index", "size"), [(0, 0), (8, 8), (-1, 8)])
def test_there_is_no_proof_of_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        inclusion_proof(Tree(HASHES), index, size)
    assert not verify_inclusion(HASHES[0], index=index, size=size, path=[], root=EMPTY_ROOT)


sizes = st.integers(1, 700)


@given(st.data(), sizes)
@settings(max_examples=150, deadline=None)
def test_every_proof_of_inclusion_holds_and_no_changed_one(data: st.DataObject, size: int) -> None:
    hashes = [leaf_hash(str(number).encode()) for number in range(size)]
    index = data.draw(st.integers(0, size - 1))
    path, root = inclusion_proof(Tree(hashes), index, size), root_of(hashes)
    assert verify_inclusion(hashes[index], index=index, size=size, path=path, root=root)
    for changed in changes_of(data, path):
        assert not verify_inclusion(hashes[index], index=index, size=size, path=changed, root=root)
    other = leaf_hash(b"another")
    assert not verify_inclusion(other, index=index, size=size, path=path, root=root)
    assert not verify_inclusion(hashes[index], index=index, size=size, path=path, root=other)
    elsewhere = data.draw(st.integers(0, size))
    if elsewhere != index:
        assert not verify_inclusion(hashes[index], index=elsewhere, size=size, path=path, root=root)


@given(st.data(), sizes)
@settings(max_examples=150, deadline=None)
def test_every_proof_of_consistency_holds_and_no_changed_one(data: st.DataObject, new: int) -> None:
    hashes = [leaf_hash(str(number).encode()) for number in range(new)]
    old = data.draw(st.integers(0, new))
    path = consistency_proof(Tree(hashes), old, new)
    roots = {"old_root": root_of(hashes[:old]), "new_root": root_of(hashes)}
    assert verify_consistency(old=old, new=new, path=path, **roots)
    for changed in changes_of(data, path):
        assert not verify_consistency(old=old, new=new, path=changed, **roots)
    other = leaf_hash(b"another")
    assert not verify_consistency(old=old, new=new, path=path, **roots | {"old_root": other})
    if old:
        assert not verify_consistency(old=old, new=new, path=path, **roots | {"new_root": other})
    assert not verify_consistency(old=new + 1, new=new, path=path, **roots)


def changes_of(data: st.DataObject, path: list[bytes]) -> list[list[bytes]]:
    """One more hash, one less, one bit of one of them."""
    changed = [[*path, leaf_hash(b"more")]]
    if path:
        at, bit = data.draw(st.integers(0, len(path) - 1)), data.draw(st.integers(0, 255))
        flipped = (int.from_bytes(path[at], "big") ^ 1 << bit).to_bytes(32, "big")
        changed += [path[:at] + path[at + 1 :], [*path[:at], flipped, *path[at + 1 :]]]
    return changed


async def test_the_edge_and_the_proofs_come_out_of_the_tiles() -> None:
    """Over the border of the second level, so that three levels of tiles are there."""
    hashes = [leaf_hash(str(number).encode()) for number in range(66_300)]
    kept: dict[str, bytes] = {}
    edge = Edge()
    stops = {1, 255, 256, 257, 65_535, 65_536, 65_537, 66_300}
    for size, one in enumerate(hashes, 1):
        kept |= {tile_path(tile): data for tile, data in edge.append(one).items()}
        if size not in stops:
            continue
        for tile, data in edge.partial().items():
            assert len(hashes_of(data)) == width_in(tile, size)
            kept[tile_path(tile, width_in(tile, size))] = data
        again = await read_edge(fetcher(kept), size)
        assert (again.levels, again.size) == (edge.levels, size)
        assert again.root() == edge.root() == root_of(hashes[:size])
    for index, size in [(0, 66_300), (65_536, 65_537), (300, 66_300), (66_299, 66_300)]:
        build = partial(inclusion_proof, index=index, size=size)
        path = await with_tiles(fetcher(kept), size, build)
        assert verify_inclusion(
            hashes[index], index=index, size=size, path=path, root=root_of(hashes[:size])
        )


def fetcher(kept: dict[str, bytes]):  # type: ignore[no-untyped-def] # noqa: ANN201 - of the test alone
    async def fetch(path: str) -> bytes | None:
        return kept.get(path)

    return fetch


def test_tiles_are_named_as_the_specification_names_them() -> None:
    assert tile_path((0, 1_234_067)) == "tile/0/x001/x234/067"
    assert tile_path((1, 0), 5) == "tile/1/000.p/5"
