// What the secretary writes down of what was said; the minutes are assembled with it.

import { h, say } from "./room-words.js";

export function startRemarks(room) {
  const place = document.getElementById("remarks");
  const form = document.getElementById("remark-form");
  const who = form.elements.seat;
  // Who of a seat spoke last: what they said is often written down after their turn.
  const spoke = new Map();

  /** Whoever has the floor, or had it last, is proposed, unless something is being typed. */
  function drawWho() {
    const speaker = room.state.floor?.speaker;
    if (speaker) spoke.set(speaker.seat_id, speaker.person);
    place.hidden = !(room.leads && room.state.meeting?.state === "open");
    if (place.hidden || form.elements.text.value) return;
    const seats = room.state.seats?.list ?? [];
    const chosen = speaker?.seat_id ?? who.value;
    who.replaceChildren(...seats.map((seat) => h("option", { value: seat.id, selected: seat.id === chosen }, seat.name)));
  }

  form.onsubmit = async (event) => {
    event.preventDefault();
    const seat = who.value;
    if (await room.act("remark.note", { seat_id: seat, person: spoke.get(seat) ?? "", text: form.elements.text.value })) {
      form.elements.text.value = "";
      drawWho();
      room.toast(say("remark-noted"));
    }
  };
  room.drawn(["floor", "seats", "meeting"], drawWho);
}
