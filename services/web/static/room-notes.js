// Notes for oneself, beside the item under way and the page that is open. Nobody else reads them.

import { say } from "./room-words.js";

export function startNotes(room) {
  const form = document.getElementById("note-form");
  if (!form) return;
  const place = document.getElementById("notes");
  const address = `${room.back}/notes`;

  /** The server answers with the whole page of notes; its list is taken over. */
  async function take(answer) {
    if (!answer?.ok) {
      room.toast(say("refused"));
      return false;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    place.replaceChildren(...page.getElementById("notes").childNodes);
    return true;
  }

  const send = (path, body) => fetch(path, { method: "POST", body, credentials: "same-origin" }).catch(() => null);

  function item() {
    const rows = room.state.agenda ?? [];
    return rows.find((one) => one.state === "current") ?? rows[0];
  }

  function about() {
    const paper = room.paper?.();
    document.getElementById("note-about").textContent = paper
      ? say("note-of-page", { n: paper.page, name: paper.name }) : item() ? say("note-of-item", { n: item().position }) : say("note");
    form.hidden = !item();
  }

  form.onsubmit = async (event) => {
    event.preventDefault();
    const paper = room.paper?.();
    const typed = new FormData(form);
    typed.set("item_id", (paper && room.itemOf(paper.document_id)) || item().id);
    if (paper) {
      typed.set("document_id", paper.document_id);
      typed.set("page", paper.page);
    }
    if (await take(await send(address, typed))) form.reset();
  };
  place.addEventListener("submit", async (event) => {
    event.preventDefault();
    await take(await send(event.target.action));
  });
  room.on("joined", async () => take(await fetch(address, { credentials: "same-origin" }).catch(() => null)));
  room.on("paper", about);
  room.drawn(["agenda"], about);
}
