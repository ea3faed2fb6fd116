// Verifies a C2SP tlog-proof of a row with Node's standard library alone, written from the
// specifications: RFC 8785, RFC 6962, C2SP signed-note, tlog-checkpoint, tlog-cosignature.
//   node verify_proof.mjs PROOF ROW.json LOG-KEY [WITNESS-KEY]
import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";

const sha256 = (...parts) => {
  const hash = createHash("sha256");
  parts.forEach((part) => hash.update(part));
  return hash.digest();
};

const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
};

const rootOf = (leaf, index, size, path) => {
  if (size === 1) return path.length ? Buffer.alloc(0) : leaf;
  if (!path.length) return Buffer.alloc(0);
  let left = 1;
  while (left * 2 < size) left *= 2;
  const last = path[path.length - 1];
  const rest = path.slice(0, -1);
  return index < left
    ? sha256(Buffer.from([1]), rootOf(leaf, index, left, rest), last)
    : sha256(Buffer.from([1]), last, rootOf(leaf, index - left, size - left, rest));
};

const isSigned = (text, lines, vkey) => {
  const [name, , ...rest] = vkey.split("+");
  const key = Buffer.from(rest.join("+"), "base64");
  const id = sha256(`${name}\n`, key).subarray(0, 4);
  const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), key.subarray(1)]);
  const publicKey = createPublicKey({ key: spki, format: "der", type: "spki" });
  return lines.some((line) => {
    const [dash, signer, encoded] = line.split(" ");
    const data = Buffer.from(encoded ?? "", "base64");
    if (dash !== "\u2014" || signer !== name || !data.subarray(0, 4).equals(id)) return false;
    if (key[0] === 1) return verify(null, Buffer.from(text), publicKey, data.subarray(4));
    const head = `cosignature/v1\ntime ${data.readBigUInt64BE(4)}\n`;
    return verify(null, Buffer.from(head + text), publicKey, data.subarray(12));
  });
};

const judge = (proofFile, rowFile, logKey, witnessKey) => {
  const proof = readFileSync(proofFile, "utf8");
  const [head, body, signatures] = proof.split("\n\n");
  const [magic, index, ...hashes] = head.split("\n");
  if (magic !== "c2sp.org/tlog-proof@v1") return "no: not a proof";
  const text = `${body}\n`;
  const lines = signatures.trimEnd().split("\n");
  const [origin, size, root] = body.split("\n");
  if (origin !== logKey.split("+")[0]) return "no: of another log";
  if (!isSigned(text, lines, logKey)) return "no: the log did not sign it";
  if (witnessKey && !isSigned(text, lines, witnessKey)) return "no: the witness did not sign it";
  const row = JSON.parse(readFileSync(rowFile, "utf8"));
  const leaf = sha256(Buffer.from([0]), canonical(row));
  const path = hashes.map((hash) => Buffer.from(hash, "base64"));
  const at = Number(index.replace("index ", ""));
  if (at >= Number(size)) return "no: beyond the end";
  const found = rootOf(leaf, at, Number(size), path);
  return found.equals(Buffer.from(root, "base64")) ? "ok" : "no: not under this root";
};

console.log(judge(...process.argv.slice(2)));
