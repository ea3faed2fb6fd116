// The sites: who is there, with which answer to the roll; the lobby; what the chair does with a seat.

import { startRoll } from "./room-roll.js";
import { button, draw, h, say } from "./room-words.js";

export function startSites(room) {
  const panel = document.getElementById("panel-sites");
  const open = new Set();
  const roll = startRoll(room, drawSites);

  function drawSites() {
    const { list, standing } = room.state.seats ?? { list: [] };
    const lobby = room.leads ? [...new Map((room.state.lobby ?? []).map((one) => [one.seat_id, one])).values()] : [];
    // Somebody is filling the roll: what they have ticked stays.
    if (roll.isOpen) return;
    draw(panel,
      standing ? h("p", { class: "soft" }, say(standing.enough ? "quorum-enough" : "quorum-short", {
        n: standing.present, all: standing.entitled, needed: standing.needed })) : null,
      lobby.length ? h("section", { class: "waiting-outside", "aria-label": say("lobby") },
        h("h3", {}, say("lobby")),
        lobby.map((one) => h("p", { class: "row" }, h("span", {}, one.person),
          button(say("admit"), () => room.act("guest.admit", { seat_id: one.seat_id }), { key: `in-${one.seat_id}`, kind: "main", hint: one.person })))) : null,
      room.leads && room.state.meeting?.state === "open"
        ? h("p", { class: "buttons" }, button(say("roll-call"), () => roll.show(panel), { key: "roll-call" })) : null,
      h("ul", { class: "site-list" }, list.map(site)));
    room.badge("sites", lobby.length, { always: true });
  }

  function site(seat) {
    const there = seat.there.map((one) => one.person).filter((one) => one && one !== seat.name);
    const named = seat.kind === "agency" ? seat.named.map((one) => one.name) : [];
    const people = [...new Set([...there, ...named])];
    const holder = room.seat(seat.proxy_holder_seat_id);
    const isLost = seat.devices.length && seat.devices.every((one) => one.lost);
    const state = seat.removed ? "site-removed" : isLost ? "site-lost" : seat.present ? "site-present" : "site-absent";
    return h("li", { class: `site is-${state}` },
      h("p", {}, h("b", {}, seat.name), seat.id === room.you.seat_id ? h("span", { class: "own" }, say("me")) : null,
        h("small", {}, [say(`role-${seat.role}`), ...people].join(" · "))),
      h("p", { class: "site-state" }, [say(state),
        seat.present && seat.there.every((one) => one.by_secretary) ? say("site-in-hall") : "",
        seat.roll === "absent" ? say("roll-says-absent") : "", seat.muted ? say("muted-by-chair") : "",
        holder ? say("proxy-held", { name: holder.name }) : ""].filter(Boolean).join(" · ")),
      room.leads && room.state.meeting?.state === "open" ? controls(seat) : null);
  }

  function controls(seat) {
    const of = { seat_id: seat.id };
    const key = (what) => `${what}-${seat.id}`;
    const hint = seat.name;
    const details = h("details", { class: "aside", open: open.has(seat.id) },
      h("summary", { "data-key": key("more") }, say("site-acts"), h("span", { class: "unseen" }, ` ${seat.name}`)),
      h("p", { class: "buttons" },
        button(say("give-floor"), () => room.act("floor.call", of), { key: key("floor"), hint }),
        button(say(seat.muted ? "unmute" : "mute"), () => room.act("seat.control", { ...of, muted: !seat.muted }), { key: key("mute"), kind: "quiet", hint }),
        button(say(seat.camera_off ? "camera-allow" : "camera-stop"), () => room.act("seat.control", { ...of, camera_off: !seat.camera_off }), { key: key("cam"), kind: "quiet", hint }),
        button(say(seat.may_share ? "share-forbid" : "share-allow"), () => room.act("seat.control", { ...of, may_share: !seat.may_share }), { key: key("share"), kind: "quiet", hint }),
        seat.role === "chair" || seat.role === "secretary" ? null
          : seat.removed ? button(say("readmit"), () => room.act("seat.readmit", of), { key: key("back"), kind: "quiet", hint })
            : button(say("remove"), () => remove(seat), { key: key("out"), kind: "risky", hint })),
      seat.votes ? proxy(seat) : null);
    details.ontoggle = () => (details.open ? open.add(seat.id) : open.delete(seat.id));
    return details;
  }

  /** A seat that is away votes through another, on paper that the secretary has before them. */
  function proxy(seat) {
    const others = room.state.seats.list.filter((one) => one.votes && one.id !== seat.id && !one.proxy_holder_seat_id);
    if (seat.proxy_holder_seat_id) {
      return h("p", { class: "buttons" }, button(say("proxy-back"), () => give(seat, null, say("proxy-back-basis")),
        { key: `proxy-${seat.id}`, kind: "quiet", hint: seat.name }));
    }
    const whom = h("select", { id: `proxy-${seat.id}` }, others.map((one) => h("option", { value: one.id }, one.name)));
    const basis = h("input", { id: `basis-${seat.id}`, maxlength: 500, required: true, minlength: 5 });
    return h("form", { class: "proxy", onsubmit: (event) => {
      event.preventDefault();
      give(seat, whom.value, basis.value.trim());
    } },
    h("label", { for: whom.id }, say("proxy-to")), whom,
    h("label", { for: basis.id }, say("proxy-basis")), basis,
    h("button", { class: "quiet" }, say("proxy-enter")));
  }

  async function give(seat, holder, basis) {
    if (await room.act("vote.proxy", { seat_id: seat.id, holder_seat_id: holder, basis })) {
      document.activeElement?.blur();
      drawSites();
    }
  }

  function remove(seat) {
    const reason = window.prompt(say("remove-why", { name: seat.name }), "");
    if (reason?.trim()) room.act("seat.remove", { seat_id: seat.id, reason: reason.trim() });
  }

  room.drawn(["seats", "lobby", "meeting"], drawSites);
}
