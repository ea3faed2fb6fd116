// In place of native messaging: the program listens on a port of this machine.

import { PORT } from "./port.js";

async function ask(message) {
  try {
    const answer = await fetch(`https://127.0.0.1:${PORT}/web-eid`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(message),
    });
    return await answer.json();
  } catch {
    const code = "ERR_WEBEID_NATIVE_UNAVAILABLE";
    return { error: { code, name: "NativeUnavailableError", message: "no native program" } };
  }
}

chrome.runtime.onMessage.addListener((message, _sender, reply) => {
  ask(message).then(reply);
  return true;
});
