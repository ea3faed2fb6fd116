// A secret ballot in the browser: a token of one's own is signed blindly (RFC 9474,
// RSABSSA-SHA384-PSS-Randomized), and casts one choice that nobody can change or trace.
// Pure functions over WebCrypto and BigInt: they run in a page as in Node.

const HASH = "SHA-384";
const HASH_BYTES = 48;
const SALT_BYTES = 48;
const PREFIX_BYTES = 32;
const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const CONTEXT = "congvu secret ballot v1\n";

// -- numbers and bytes -------------------------------------------------------------------------

export function toNumber(bytes) {
  let hex = "";
  for (const byte of bytes) hex += byte.toString(16).padStart(2, "0");
  return BigInt(`0x${hex || "0"}`);
}

export function toBytes(number, length) {
  const hex = number.toString(16).padStart(length * 2, "0");
  if (hex.length > length * 2) throw new RangeError("the number is too long");
  return Uint8Array.from({ length }, (_, at) => parseInt(hex.slice(at * 2, at * 2 + 2), 16));
}

export function toBase64(bytes) {
  return btoa(String.fromCharCode(...bytes));
}

export function fromBase64(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function power(base, exponent, modulus) {
  let result = 1n;
  let square = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

function inverse(number, modulus) {
  let [before, now] = [modulus, number % modulus];
  let [factorBefore, factor] = [0n, 1n];
  while (now !== 0n) {
    const quotient = before / now;
    [before, now] = [now, before - quotient * now];
    [factorBefore, factor] = [factor, factorBefore - quotient * factor];
  }
  if (before !== 1n) throw new RangeError("no inverse");
  return ((factorBefore % modulus) + modulus) % modulus;
}

function randomBelow(limit, length) {
  for (;;) {
    const number = toNumber(crypto.getRandomValues(new Uint8Array(length)));
    if (number > 0n && number < limit) return number;
  }
}

// -- EMSA-PSS-ENCODE (RFC 8017, 9.1.1) -----------------------------------------------------------

async function digest(bytes) {
  return new Uint8Array(await crypto.subtle.digest(HASH, bytes));
}

async function mask(seed, length) {
  const parts = [];
  for (let counter = 0; parts.length * HASH_BYTES < length; counter += 1) {
    parts.push(await digest(joined(seed, toBytes(BigInt(counter), 4))));
  }
  return joined(...parts).slice(0, length);
}

async function encode(message, bits, salt) {
  const length = Math.ceil(bits / 8);
  const hash = await digest(joined(new Uint8Array(8), await digest(message), salt));
  const block = new Uint8Array(length - HASH_BYTES - 1);
  block[block.length - salt.length - 1] = 1;
  block.set(salt, block.length - salt.length);
  const masked = (await mask(hash, block.length)).map((byte, at) => byte ^ block[at]);
  masked[0] &= 0xff >> (8 * length - bits);
  return joined(masked, hash, Uint8Array.of(0xbc));
}

// -- the key of the vote ---------------------------------------------------------------------------

export async function readKey(pem) {
  const der = fromBase64(pem.replace(/-----[^-]+-----/g, "").replace(/\s/g, ""));
  const algorithm = { name: "RSA-PSS", hash: HASH };
  const key = await crypto.subtle.importKey("spki", der, algorithm, true, ["verify"]);
  const { n, e } = await crypto.subtle.exportKey("jwk", key);
  const number = (text) => toNumber(fromBase64(text.replace(/-/g, "+").replace(/_/g, "/")));
  const modulus = number(n);
  const bits = modulus.toString(2).length;
  return { key, modulus, exponent: number(e), bits, length: Math.ceil(bits / 8) };
}

// -- Prepare, Blind, Finalize (RFC 9474, 4.1, 4.2, 4.4) ----------------------------------------------

export async function blind(key, prepared, { salt, inverse: given } = {}) {
  const chosen = salt ?? crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const message = toNumber(await encode(prepared, key.bits - 1, chosen));
  const unblind = given ?? inverse(randomBelow(key.modulus, key.length), key.modulus);
  const factor = inverse(unblind, key.modulus);
  const blinded = (message * power(factor, key.exponent, key.modulus)) % key.modulus;
  return { blinded: toBytes(blinded, key.length), inverse: unblind };
}

export async function finalize(key, prepared, blindSignature, unblind) {
  if (blindSignature.length !== key.length) throw new RangeError("unexpected length");
  const signature = toBytes((toNumber(blindSignature) * unblind) % key.modulus, key.length);
  if (!(await verifies(key, prepared, signature))) throw new Error("the signature is not valid");
  return signature;
}

export function verifies(key, prepared, signature) {
  const algorithm = { name: "RSA-PSS", saltLength: SALT_BYTES };
  return crypto.subtle.verify(algorithm, key.key, signature, prepared);
}

// -- a ballot --------------------------------------------------------------------------------------

/** Make a token and what is sent to be signed. Keep the whole (it can be stored as JSON). */
export async function makeToken(pem) {
  const key = await readKey(pem);
  const pair = await crypto.subtle.generateKey(CURVE, true, ["sign", "verify"]);
  const token = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const prefix = crypto.getRandomValues(new Uint8Array(PREFIX_BYTES));
  const made = await blind(key, joined(prefix, token));
  return {
    pem,
    token: toBase64(token),
    prefix: toBase64(prefix),
    blinded: toBase64(made.blinded),
    inverse: made.inverse.toString(16),
    secret: await crypto.subtle.exportKey("jwk", pair.privateKey),
  };
}

/** Take the server's blind signature into the token, checked. */
export async function signToken(made, blindSignature) {
  const key = await readKey(made.pem);
  const prepared = joined(fromBase64(made.prefix), fromBase64(made.token));
  const unblind = BigInt(`0x${made.inverse}`);
  const signature = await finalize(key, prepared, fromBase64(blindSignature), unblind);
  return { ...made, token_signature: toBase64(signature) };
}

function wordsOf(voteId, choice) {
  return new TextEncoder().encode(`${CONTEXT}${voteId}\n${choice}`);
}

/** The body of POST /secret-votes/{id}/ballots. */
export async function fillBallot(signed, voteId, choice) {
  const secret = await crypto.subtle.importKey("jwk", signed.secret, CURVE, false, ["sign"]);
  const algorithm = { name: "ECDSA", hash: "SHA-256" };
  const signature = await crypto.subtle.sign(algorithm, secret, wordsOf(voteId, choice));
  return {
    token: signed.token,
    prefix: signed.prefix,
    token_signature: signed.token_signature,
    choice,
    choice_signature: toBase64(new Uint8Array(signature)),
  };
}

/** Send it as a stranger: no cookie, no referrer, nothing of this session. */
export function castBallot(address, ballot) {
  return fetch(address, {
    method: "POST",
    credentials: "omit",
    referrerPolicy: "no-referrer",
    cache: "no-store",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(ballot),
  });
}

/** Check a published list. `own`: one's ballot, or null. Returns what was found, without a verdict. */
export async function checkList(list, own) {
  const key = await readKey(list.public_key);
  const counted = Object.fromEntries(list.choices.map((choice) => [choice, 0]));
  const seen = new Set();
  let invalid = 0;
  for (const ballot of list.ballots) {
    if (await holds(key, list.id, ballot) && !seen.has(ballot.token)) {
      counted[ballot.choice] += 1;
    } else {
      invalid += 1;
    }
    seen.add(ballot.token);
  }
  const listed = own && list.ballots.find((ballot) => ballot.token === own.token);
  return {
    invalid,
    counted,
    as_published: list.choices.every((choice) => counted[choice] === list.votes[choice]),
    not_more_than_tokens: list.ballots.length <= list.tokens,
    own_listed: Boolean(listed && listed.choice === own.choice),
  };
}

async function holds(key, voteId, ballot) {
  const token = fromBase64(ballot.token);
  const prepared = joined(fromBase64(ballot.prefix), token);
  if (!(await verifies(key, prepared, fromBase64(ballot.token_signature)))) return false;
  const publicKey = await crypto.subtle.importKey("raw", token, CURVE, false, ["verify"]);
  const algorithm = { name: "ECDSA", hash: "SHA-256" };
  const words = wordsOf(voteId, ballot.choice);
  return crypto.subtle.verify(algorithm, publicKey, fromBase64(ballot.choice_signature), words);
}
