"""Verify an evidence package offline: Python's standard library and the openssl command only.

    python3 -I -S verify_evidence.py PACKAGE.zip --ca ROOTS.pem [--tsa-ca ROOTS.pem] [--log-key KEY]

The roots come from you, never from the package. Ends with 0 when everything holds, else with 1.
What it does not do is judge what was appended to the PDF after a signature: see the report.
"""

import argparse
import base64
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

MANIFEST, SIGNED, PROOF = "manifest.json", "manifest.p7s", "journal/proof.json"
ED25519 = bytes.fromhex("302a300506032b6570032100")  # what stands before such a key, as DER
NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)?")
ROWS: list[bool | None] = []


def row(what: str, holds: bool | None, said: object = "") -> bool | None:
    """A line of the table; `holds` is None for what is only said."""
    ROWS.append(holds)
    print(f"{ {True: 'ok', False: 'FAIL', None: 'note'}[holds]:5} {what:50} {said}".rstrip())
    return holds


def openssl(words: str) -> tuple[bool, str, str]:
    """Whether the command succeeded, what it wrote, and what it complained of."""
    done = subprocess.run(["openssl", *words.split()], capture_output=True, check=False)
    said = [one for one in done.stderr.decode("utf-8", "replace").splitlines() if "error" in one]
    return done.returncode == 0, done.stdout.decode("utf-8", "replace"), " ".join(said[:1])


def parts_of(cms: str) -> tuple[bytes, bytes]:
    """The signature value and the time-stamp token, or b"", of a CMS with one signer."""
    data, told = Path(cms).read_bytes(), openssl(f"asn1parse -inform DER -in {cms}")[1]
    element = r" *(\d+):d={} +hl=(\d+) +l= *(\d+) +\w+: "
    *_, (start, head, size) = re.findall(element.format(5) + "OCTET STRING", told)
    value = data[int(start) + int(head) :][: int(size)]
    found = re.search("timeStampToken\n.*SET *\n" + element.format(8), told)
    start, head, size = found.groups() if found else ("0", "0", "0")
    return value, data[int(start) :][: int(head) + int(size)]


def root_of(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """The root that a proof of inclusion leads to (RFC 6962, 2.1.1); b"" where it is none."""
    if size < 2 or not path:
        return leaf if size == 1 and not path else b""
    left = 1 << (size - 1).bit_length() - 1
    inner = root_of(leaf, index % left, left if index < left else size - left, path[:-1])
    return sha256(b"\1" + (inner + path[-1] if index < left else path[-1] + inner)).digest()


class Package:
    """What lies unpacked in `package/`; ca.pem, tsa.pem are the roots of the one who verifies."""

    def __init__(self, names: set[str]) -> None:
        self.names = names
        self.manifest = json.loads(self.read(MANIFEST))
        self.made = int(datetime.fromisoformat(self.manifest["made_at"]).timestamp())
        own = sorted(one for one in names if one.startswith("certificates/"))
        Path("own.pem").write_bytes(b"".join(map(self.read, own)))

    def read(self, name: str) -> bytes:
        if name not in self.names:  # else it could lead out of the package, or be more words
            raise ValueError(f"{name} is not in the package")
        return Path("package", name).read_bytes()

    def check_files(self) -> None:
        listed = self.manifest["files"]
        for name in sorted(set(listed) | self.names - {MANIFEST, SIGNED}):
            data = self.read(name) if name in self.names else b""
            same = name in self.names and sha256(data).hexdigest() == listed.get(name)
            row(name, same, "" if same else "changed, missing, or not in the manifest")
            if name.startswith("receipts/"):
                receipt, of = json.loads(data), sha256(self.read(self.manifest["document"]))
                said = f"{receipt['receiver']}: {receipt['events'][-1]['state']}"
                row(f"{name}: is of this document", receipt["digest"] == of.hexdigest(), said)

    def check_stamp(self, what: str, token: str, data: bytes) -> int | None:
        """Whether the token stands for `data`; its time, in seconds since 1970."""
        _, text, _ = openssl(f"ts -reply -in {token} -token_in -text")
        found = re.search(r"Time stamp: (\w+ +\d+ [\d:]+)(?:\.\d+)? (\d+) GMT", text)
        read = datetime.strptime(f"{found[1]} {found[2]}", "%b %d %H:%M:%S %Y") if found else None
        time = int(read.replace(tzinfo=UTC).timestamp()) if read else self.made
        Path("stamped").write_bytes(data)
        trusted = f"-CAfile tsa.pem -untrusted own.pem -attime {time}"
        holds, _, said = openssl(f"ts -verify -data stamped -in {token} -token_in {trusted}")
        row(f"{what}: time stamp", holds, f"{read} UTC" if holds else said)
        return time if holds and read else None

    def check_cms(self, what: str, cms: str, content: bytes) -> None:
        """A detached CMS over `content`, as of its time stamp or else of the package."""
        value, token = parts_of(cms)
        Path("token").write_bytes(token)
        Path("content").write_bytes(content)
        time = self.check_stamp(what, "token", value) if token else row(f"{what}: no stamp", None)
        trusted = f"-CAfile ca.pem -certfile own.pem -purpose any -attime {time or self.made}"
        given = f"-inform DER -in {cms} -content content -out out -signer signer.pem {trusted}"
        holds, _, said = openssl(f"cms -verify -cades -binary {given}")
        shown = openssl("x509 -in signer.pem -noout -subject -nameopt utf8,sep_comma_plus")[1]
        row(f"{what}: signature and chain", holds, shown.strip() if holds else said)

    def check_signature(self, one: dict[str, Any]) -> None:
        what, document = f"{one['file']} {one['field']}", self.read(one["file"])
        first, length, second, rest = one["byte_range"]
        held, raw = document[length + 1 : second - 1], self.read(one["cms"])
        inside = bytes.fromhex(re.sub(rb"\s", b"", held).decode("ascii", "replace"))
        fits = first == 0 < length < second and second + rest <= len(document)
        same = inside[: len(raw)] == raw and not any(inside[len(raw) :])
        row(f"{what}: is the one in the document", fits and same)
        check = self.check_stamp if one["is_document_timestamp"] else self.check_cms
        check(what, f"package/{one['cms']}", document[:length] + document[second : second + rest])
        for name, chain in (("certificate", one["chain"]), ("time stamp", one["stamp_chain"])):
            if chain:
                self.check_revocation(f"{what}: {name} not revoked", chain)

    def check_revocation(self, what: str, chain: list[str]) -> None:
        """By the lists in the package, each signed by its issuer, as of the package's making."""
        lists = [openssl(f"crl -inform DER -in package/{a}")[1] for a in self.names if ".crl" in a]
        Path("lists.pem").write_text("".join(lists))
        Path("judged.pem").write_bytes(self.read(chain[0]))
        by = f"-CAfile roots.pem -untrusted own.pem -CRLfile lists.pem -attime {self.made}"
        holds, _, said = openssl(f"verify -crl_check_all -purpose any {by} judged.pem")
        unknown = not lists or "unable to get certificate CRL" in said
        row(what, None if unknown else holds, "no list for it in the package" if unknown else said)

    def check_checkpoint(self, body: str, lines: str, key: str) -> None:
        """A signature by a key (`name+id+base64`, C2SP) of a log, kind 1, or a witness, kind 4."""
        name, _, encoded = key.split("+", 2)
        raw = base64.b64decode(encoded)
        known = sha256(name.encode() + b"\n" + raw).digest()[:4]
        found = [base64.b64decode(one.split()[2]) for one in lines.splitlines()]
        signed = next((one for one in found if one[:4] == known), b"")
        time = int.from_bytes(signed[4:12], "big") if raw[0] == 4 else None
        said = body if time is None else f"cosignature/v1\ntime {time}\n{body}"
        for part, data in (("key", ED25519 + raw[1:]), ("said", said.encode()), ("sig", signed)):
            Path(part).write_bytes(data[-64:] if part == "sig" else data)
        words = "pkeyutl -verify -pubin -keyform DER -inkey key -rawin -in said -sigfile sig"
        row(f"journal: checkpoint signed by {name}", openssl(words)[0])

    def check_log(self, log_key: str | None) -> None:
        """Every entry is a leaf under the signed checkpoint; the newest may still wait."""
        entries, proof = json.loads(self.read("journal/entries.json")), json.loads(self.read(PROOF))
        body, _, lines = (proof["checkpoint"] or "\n0\n\n\n").rpartition("\n\n")
        _, size, root = body.split("\n")[:3]
        for key in [log_key or proof["key"], *proof["witnesses"]] if proof["checkpoint"] else []:
            self.check_checkpoint(f"{body}\n", lines, key)
        for entry, one in zip(entries, proof["entries"], strict=True):
            leaf = sha256(b"\0" + one["text"].encode()).digest()
            path = [base64.b64decode(part) for part in one["path"]]
            found = root_of(leaf, one["index"] or 0, int(size), path)
            same, waits = json.loads(one["text"]) == entry, one["index"] is None
            holds = same and (None if waits else found == base64.b64decode(root) != b"")
            row(f"journal: {entry['act']}", holds, "not yet" if waits else one["index"])


def main() -> None:
    asked = argparse.ArgumentParser(description="Verify an evidence package offline.")
    asked.add_argument("package", type=Path)
    asked.add_argument("--ca", required=True, type=Path, help="roots that you trust, PEM")
    asked.add_argument("--tsa-ca", type=Path, help="roots of time-stamp authorities, if others")
    asked.add_argument("--log-key", help="the journal's public key, if you know it")
    given = asked.parse_args()
    ca, tsa = given.ca.read_bytes(), (given.tsa_ca or given.ca).read_bytes()
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(given.package) as packed:
        os.chdir(folder)
        for name, data in (("ca.pem", ca), ("tsa.pem", tsa), ("roots.pem", ca + tsa)):
            Path(name).write_bytes(data)
        names = {one.filename for one in packed.infolist() if NAME.fullmatch(one.filename)}
        size = sum(one.file_size for one in packed.infolist())
        if size > 1 << 30 or len(names) != len(packed.infolist()):
            raise ValueError("names or sizes that no package has")
        packed.extractall("package")
        package = Package(names)
        if row("manifest: is signed", SIGNED in names):
            package.check_cms("manifest", f"package/{SIGNED}", package.read(MANIFEST))
        package.check_files()
        row("document: has signatures", bool(package.manifest["signatures"]))
        for one in package.manifest["signatures"]:
            package.check_signature(one)
        if row("journal: has a proof", PROOF in names or None):
            package.check_log(given.log_key)


if __name__ == "__main__":
    try:
        main()
    except Exception as error:
        row("the package", False, f"{type(error).__name__}: {error}")
    sys.exit(False in ROWS)
