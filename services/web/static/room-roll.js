// The roll call: every seat with a tick, entered at once. Seats in the hall have no device of their own.

import { draw, h, say } from "./room-words.js";

export function startRoll(room, done) {
  const roll = { isOpen: false, show };

  function show(panel) {
    roll.isOpen = true;
    draw(panel, h("form", { class: "roll", onsubmit: enter },
      h("h3", { tabindex: "-1" }, say("roll-call")),
      h("p", { class: "soft" }, say("roll-how")),
      room.state.seats.list.filter((seat) => !seat.removed).map(row),
      h("p", { class: "buttons" }, h("button", { class: "main" }, say("roll-save")),
        h("button", { type: "button", class: "quiet", onclick: close }, say("roll-leave")))));
    panel.querySelector("h3").focus();
  }

  function row(seat) {
    const known = seat.there.find((one) => one.by_secretary)?.person ?? "";
    const hasDevice = seat.devices.length > 0;
    return h("fieldset", { class: "named" },
      h("label", { class: "check" }, h("input", { type: "checkbox", name: "present", value: seat.id, checked: seat.present && seat.roll !== "absent" }),
        ` ${seat.name}`),
      hasDevice ? h("small", {}, say("roll-device"))
        : h("input", { name: `person-${seat.id}`, maxlength: 200, value: known, placeholder: say("roll-person"), "aria-label": say("roll-person-of", { name: seat.name }) }));
  }

  async function enter(event) {
    event.preventDefault();
    const typed = new FormData(event.target);
    const present = new Set(typed.getAll("present"));
    // Who was not there and did not answer may still come: only what the roll changes is entered.
    const entries = room.state.seats.list
      .filter((seat) => present.has(seat.id) || seat.present)
      .map((seat) => ({ seat_id: seat.id, present: present.has(seat.id), person: (typed.get(`person-${seat.id}`) ?? "").trim() }));
    const counted = await room.act("roll.call", { entries });
    if (!counted) return;
    room.toast(say("roll-done", { n: counted.present, all: counted.entitled }));
    close();
  }

  function close() {
    roll.isOpen = false;
    document.activeElement?.blur();
    done();
  }

  return roll;
}
