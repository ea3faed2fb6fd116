"""Verify an evidence package offline: Python's standard library and the openssl command only.

    python3 -I -S verify_evidence.py PACKAGE.zip --ca ROOTS.pem [--tsa-ca ROOTS.pem]

The roots come from you, never from the package. Ends with 0 when everything holds, else with 1.
What it does not do is judge what was appended to the PDF after a signature: see the report.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

MANIFEST, SIGNED = "manifest.json", "manifest.p7s"
STAMP = bytes.fromhex("060b2a864886f70d010910020e")  # 1.2.840.113549.1.9.16.2.14, as DER
LARGEST = 1 << 30
NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)?")
ROWS: list[bool | None] = []


def row(what: str, holds: bool | None, said: str = "") -> bool | None:
    """A line of the table; `holds` is None for what is only said."""
    ROWS.append(holds)
    print(f"{ {True: 'ok', False: 'FAIL', None: 'note'}[holds]:5} {what:50} {said}".rstrip())
    return holds


def openssl(*words: object) -> tuple[bool, str, str]:
    """Whether the command succeeded, what it wrote, and what it complained of."""
    done = subprocess.run(["openssl", *map(str, words)], capture_output=True, check=False)
    said = [one for one in done.stderr.decode("utf-8", "replace").splitlines() if "error" in one]
    return done.returncode == 0, done.stdout.decode("utf-8", "replace"), " ".join(said[:1])


def children(data: bytes, start: int, end: int) -> Iterator[tuple[int, int, int, bytes]]:
    """Tag, start and end of the content, and all bytes of each DER element."""
    while start < end:
        tag, length, inner = data[start], data[start + 1], start + 2
        if length > 127:
            inner += length & 127
            length = int.from_bytes(data[start + 2 : inner], "big")
        if inner + length > end:
            raise ValueError("DER is cut off")
        yield tag, inner, inner + length, data[start : inner + length]
        start = inner + length


def parts_of(cms: bytes) -> tuple[bytes, bytes | None]:
    """The signature value and the time-stamp token of a CMS with one signer (RFC 5652, 5.3)."""

    def within(one: tuple[int, int, int, bytes]) -> list[tuple[int, int, int, bytes]]:
        return list(children(cms, one[1], one[2]))

    content = within(next(children(cms, 0, len(cms))))[1]
    (signer,) = within(within(within(content)[0])[-1])
    value = next(cms[one[1] : one[2]] for one in within(signer) if one[0] == 0x04)
    for unsigned in (one for one in within(signer) if one[0] == 0xA1):
        for attribute in within(unsigned):
            if cms[attribute[1] :].startswith(STAMP):
                return value, within(within(attribute)[1])[0][3]
    return value, None


class Package:
    """An unpacked package; `roots` are files of the one who verifies."""

    def __init__(self, folder: Path, names: set[str], roots: str, tsa_roots: str) -> None:
        self.folder, self.names, self.roots, self.tsa_roots = folder, names, roots, tsa_roots
        self.manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
        self.made = int(datetime.fromisoformat(self.manifest["made_at"]).timestamp())
        own = sorted(one for one in names if one.startswith("certificates/"))
        self.own = self.keep("own.pem", b"".join((folder / one).read_bytes() for one in own))

    def keep(self, name: str, data: bytes) -> Path:
        (self.folder.parent / name).write_bytes(data)
        return self.folder.parent / name

    def check_files(self) -> None:
        listed = self.manifest["files"]
        for name in sorted(set(listed) | self.names - {MANIFEST, SIGNED}):
            data = (self.folder / name).read_bytes() if name in self.names else b""
            same = name in self.names and hashlib.sha256(data).hexdigest() == listed.get(name)
            row(name, same, "" if same else "changed, missing, or not in the manifest")

    def check_stamp(self, what: str, token: Path, data: bytes) -> int | None:
        """Whether the token stands for `data`; its time, in seconds since 1970."""
        _, text, _ = openssl("ts", "-reply", "-in", token, "-token_in", "-text")
        found = re.search(r"Time stamp: (\w+ +\d+ [\d:]+)(?:\.\d+)? (\d+) GMT", text)
        read = datetime.strptime(f"{found[1]} {found[2]}", "%b %d %H:%M:%S %Y") if found else None
        time = int(read.replace(tzinfo=UTC).timestamp()) if read else self.made
        stamped = self.keep("stamped", data)
        holds, _, said = openssl(
            *("ts", "-verify", "-data", stamped, "-in", token, "-token_in"),
            *("-CAfile", self.tsa_roots, "-untrusted", self.own, "-attime", time),
        )
        row(f"{what}: time stamp", holds, f"{read} UTC" if holds else said)
        return time if holds and read else None

    def check_cms(self, what: str, cms: Path, content: bytes) -> None:
        """A detached CMS over `content`, as of its time stamp or else of the package."""
        value, token = parts_of(cms.read_bytes())
        time = None
        if token:
            time = self.check_stamp(what, self.keep("token", token), value)
        else:
            row(f"{what}: time stamp", None, "none: judged as of the package's making")
        holds, _, said = openssl(
            *("cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", cms),
            *("-content", self.keep("content", content), "-out", self.keep("out", b"")),
            *("-CAfile", self.roots, "-certfile", self.own, "-purpose", "any"),
            *("-attime", time or self.made, "-signer", self.keep("signer.pem", b"")),
        )
        certificate = ("x509", "-in", self.folder.parent / "signer.pem", "-noout", "-subject")
        shown = openssl(*certificate, "-nameopt", "utf8,sep_comma_plus")[1].strip()
        row(f"{what}: signature and chain", holds, shown if holds else said)

    def check_signature(self, one: dict[str, Any]) -> None:
        what, cms = f"{one['file']} {one['field']}", self.folder / one["cms"]
        document = (self.folder / one["file"]).read_bytes()
        first, length, second, rest = one["byte_range"]
        held, raw = document[length + 1 : second - 1], cms.read_bytes()
        inside = bytes.fromhex(re.sub(rb"\s", b"", held).decode("ascii", "replace"))
        fits = first == 0 < length < second and second + rest <= len(document)
        same = inside[: len(raw)] == raw and not any(inside[len(raw) :])
        row(f"{what}: is the one in the document", fits and same)
        signed = document[:length] + document[second : second + rest]
        if one["is_document_timestamp"]:
            self.check_stamp(what, cms, signed)
        else:
            self.check_cms(what, cms, signed)
        for name, chain in (("certificate", one["chain"]), ("time stamp", one["stamp_chain"])):
            if chain:
                self.check_revocation(f"{what}: {name} not revoked", chain)

    def check_revocation(self, what: str, chain: list[str]) -> None:
        """By the lists in the package, each signed by its issuer, as of the package's making."""
        names = sorted(one for one in self.names if one.endswith(".crl"))
        lists = [openssl("crl", "-inform", "DER", "-in", self.folder / one)[1] for one in names]
        roots = Path(self.roots).read_bytes() + Path(self.tsa_roots).read_bytes()
        holds, _, said = openssl(
            *("verify", "-crl_check_all", "-attime", self.made, "-purpose", "any"),
            *("-CAfile", self.keep("roots.pem", roots), "-untrusted", self.own),
            *("-CRLfile", self.keep("lists.pem", "".join(lists).encode()), self.folder / chain[0]),
        )
        unknown = not names or "unable to get certificate CRL" in said
        row(what, None if unknown else holds, "no list for it in the package" if unknown else said)

    def check_receipts(self) -> None:
        digest = hashlib.sha256((self.folder / self.manifest["document"]).read_bytes()).hexdigest()
        for name in sorted(one for one in self.names if one.startswith("receipts/")):
            receipt = json.loads((self.folder / name).read_bytes())
            said = f"{receipt['receiver']}: {receipt['events'][-1]['state']}"
            row(f"{name}: is of this document", receipt["digest"] == digest, said)


def unpack(path: str, folder: Path) -> set[str]:
    """The names in the package; each is plain, there once, and not too large."""
    with zipfile.ZipFile(path) as packed:
        names = {one.filename for one in packed.infolist() if NAME.fullmatch(one.filename)}
        large = sum(one.file_size for one in packed.infolist()) > LARGEST
        if large or len(names) != len(packed.infolist()):
            raise ValueError("names or sizes that no package has")
        packed.extractall(folder)
    return names


def main() -> int:
    asked = argparse.ArgumentParser(description="Verify an evidence package offline.")
    asked.add_argument("package")
    asked.add_argument("--ca", required=True, help="roots that you trust, PEM")
    asked.add_argument("--tsa-ca", help="roots of time-stamp authorities, where they are others")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "package"
        names = unpack(given.package, folder)
        package = Package(folder, names, given.ca, given.tsa_ca or given.ca)
        if row("manifest: is signed", SIGNED in names):
            package.check_cms("manifest", folder / SIGNED, (folder / MANIFEST).read_bytes())
        package.check_files()
        row("document: has signatures", bool(package.manifest["signatures"]))
        for one in package.manifest["signatures"]:
            package.check_signature(one)
        package.check_receipts()
    return 1 if False in ROWS else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Exception as error:
        row("the package", False, f"{type(error).__name__}: {error}")
        sys.exit(1)
