// Written words: to all, or to the secretary.

import { h, say, timeOf } from "./room-words.js";

export function startChat(room) {
  const list = document.getElementById("chat");
  const form = document.getElementById("chat-form");
  const seen = new Set();

  function add(event) {
    if (seen.has(event.seq)) return;
    seen.add(event.seq);
    const { text, to } = event.details;
    list.append(h("li", {},
      h("p", { class: "by" }, h("b", {}, room.nameOf(event.seat_id, event.person)), ` ${timeOf(event.at)}`,
        to === "secretary" ? ` ${say("to-secretary")}` : ""),
      h("p", { class: "said" }, text)));
    list.lastElementChild.scrollIntoView({ block: "nearest" });
  }

  room.on("chat", (events) => events.forEach(add));
  room.on("event", (event) => {
    if (event.kind !== "chat") return;
    add(event);
    unread += event.seat_id === room.you.seat_id ? 0 : 1;
    if (document.getElementById("panel-chat").hidden) room.badge("chat", unread);
    else unread = 0;
  });
  let unread = 0;
  document.getElementById("tab-chat").addEventListener("click", () => { unread = 0; });
  form.onsubmit = async (event) => {
    event.preventDefault();
    const typed = new FormData(form);
    if (await room.act("chat.say", { text: typed.get("text"), to: typed.get("to") })) form.elements.text.value = "";
  };
  form.elements.text.onkeydown = (event) => {
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit();
    }
  };
}
