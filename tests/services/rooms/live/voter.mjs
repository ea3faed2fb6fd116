// The browser's side of a secret vote in Node: one JSON request a line in, one answer a line out.
import { webcrypto } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";

globalThis.crypto ??= webcrypto;
// A data: address makes it a module whatever the Node: the file itself ends with .js, for pages.
const source = await readFile(process.argv[2], "utf-8");
const vote = await import(`data:text/javascript,${encodeURIComponent(source)}`);

const fromHex = (text) => Uint8Array.from(Buffer.from(text, "hex"));
const toHex = (bytes) => Buffer.from(bytes).toString("hex");

const acts = {
  makeToken: ({ pem }) => vote.makeToken(pem),
  signToken: ({ made, signature }) => vote.signToken(made, signature),
  fillBallot: ({ signed, voteId, choice }) => vote.fillBallot(signed, voteId, choice),
  checkList: ({ list, own }) => vote.checkList(list, own),
  async vector({ pem, prepared, salt, inverse, signature }) {
    const key = await vote.readKey(pem);
    const made = await vote.blind(key, fromHex(prepared), {
      salt: fromHex(salt),
      inverse: BigInt(`0x${inverse}`),
    });
    const final = await vote.finalize(key, fromHex(prepared), fromHex(signature), made.inverse);
    return { blinded: toHex(made.blinded), signature: toHex(final) };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { act, ...given } = JSON.parse(line);
  let answer;
  try {
    answer = { ok: true, value: await acts[act](given) };
  } catch (error) {
    answer = { ok: false, error: String(error) };
  }
  console.log(JSON.stringify(answer));
}
