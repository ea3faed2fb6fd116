// The Web eID browser extension, by the messages it exchanges with a page: action, then
// action-ack, then action-success or action-failure.

const LIBRARY = "2.1.0";
const OLDEST = 2;
const HANDSHAKE = 1000;
const NATIVE_HANDSHAKE = 5000;
const PERSON = 120000;

const failure = (code, detail = "") => Object.assign(new Error(detail || code), { code });

function ask(action, facts, patience) {
  if (!window.isSecureContext) return Promise.reject(failure("ERR_WEBEID_CONTEXT_INSECURE"));
  return new Promise((done, fail) => {
    const ends = new AbortController();
    const end = (settle, value) => {
      ends.abort();
      clearTimeout(unheard);
      clearTimeout(unanswered);
      settle(value);
    };
    const absent = () => end(fail, failure("ERR_WEBEID_EXTENSION_UNAVAILABLE"));
    const silent = () => end(fail, failure("ERR_WEBEID_ACTION_TIMEOUT"));
    const unheard = setTimeout(absent, HANDSHAKE);
    const unanswered = setTimeout(silent, patience);
    const hear = (event) => {
      if (event.source !== window || event.origin !== location.origin) return;
      const said = event.data;
      if (said?.action === `${action}-ack`) clearTimeout(unheard);
      else if (said?.action === `${action}-success`) end(done, said);
      else if (said?.action === `${action}-failure`) {
        const { code, message } = said.error ?? {};
        end(fail, failure(String(code ?? "other"), String(message ?? "")));
      }
    };
    window.addEventListener("message", hear, { signal: ends.signal });
    window.postMessage({ action, libraryVersion: LIBRARY, ...facts }, location.origin);
  });
}

const major = (version) => Number.parseInt(version, 10);

async function requireVersions() {
  const known = await ask("web-eid:status", {}, NATIVE_HANDSHAKE + HANDSHAKE);
  for (const version of [known.extension, known.nativeApp]) {
    if (!(major(version) >= OLDEST)) throw failure("ERR_WEBEID_VERSION_MISMATCH");
  }
}

// The names of RFC 7518 for what a token can; PSS and others have none here.
function algorithm({ cryptoAlgorithm, paddingScheme, hashFunction }) {
  const bits = /^SHA-(256|384|512)$/.exec(hashFunction)?.[1];
  if (!bits) return null;
  if (cryptoAlgorithm === "ECC") return `ES${bits}`;
  return cryptoAlgorithm === "RSA" && paddingScheme === "PKCS1.5" ? `RS${bits}` : null;
}

export async function getSigningCertificate(lang) {
  await requireVersions();
  const found = await ask("web-eid:get-signing-certificate", { options: { lang } }, PERSON);
  const algorithms = (found.supportedSignatureAlgorithms ?? []).map(algorithm).filter(Boolean);
  if (!algorithms.length) throw failure("no-algorithm");
  return { certificate: found.certificate, algorithms: [...new Set(algorithms)] };
}

export async function sign(certificate, hash, hashFunction, lang) {
  const facts = { certificate, hash, hashFunction, options: { lang } };
  const made = await ask("web-eid:sign", facts, PERSON);
  return made.signature;
}
