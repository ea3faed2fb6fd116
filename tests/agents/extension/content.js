// Between page and extension, by the messages that web-eid.js and the extension exchange.

const KNOWN = ["web-eid:status", "web-eid:get-signing-certificate", "web-eid:sign"];

window.addEventListener("message", async (event) => {
  const asked = event.data;
  if (event.source !== window || !KNOWN.includes(asked?.action)) return;
  window.postMessage({ action: `${asked.action}-ack` }, event.origin);
  const answer = await chrome.runtime.sendMessage(asked);
  const ending = answer.error ? "failure" : "success";
  window.postMessage({ action: `${asked.action}-${ending}`, ...answer }, event.origin);
});
