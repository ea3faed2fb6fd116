// Compares a chosen file with the digest of the original; the file stays on this machine.
// WebCrypto is there over HTTPS only; elsewhere the link to the verification remains.

const place = document.querySelector("[data-digest]");
const field = place?.querySelector("input[type=file]");
const result = place?.querySelector(".result");

async function compare() {
  const file = field.files[0];
  if (!file) return;
  const bytes = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  const hex = Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const same = hex === place.dataset.digest;
  result.textContent = same ? result.dataset.same : result.dataset.other;
  result.className = same ? "result is-good" : "result is-bad";
}

if (field && globalThis.crypto?.subtle) {
  place.querySelector(".compare").hidden = false;
  field.addEventListener("change", compare);
}
