// Who has the floor and for how long, who waits for it, and the agenda with its clock.

import { button, clock, draw, h, say } from "./room-words.js";

const NEAR = 0.8;

export function startFloor(room) {
  const panel = document.getElementById("floor");
  const agenda = document.getElementById("agenda");

  function drawFloor() {
    const { speaker, queue } = room.state.floor ?? { speaker: null, queue: [] };
    draw(panel,
      speaker ? speaking(speaker) : h("p", { class: "soft" }, say("floor-free")),
      h("h3", {}, say("queue")),
      queue.length ? h("ol", { class: "queue" }, queue.map((one, at) => waiting(one, at, queue)))
        : h("p", { class: "soft" }, say("queue-empty")),
      isOpen() ? h("p", { class: "buttons" },
        button(say("ask-order"), () => room.act("floor.ask", { kind: "point_of_order", person: room.person }), { key: "order", kind: "quiet" })) : null,
      isOpen() ? whoSpeaks() : null);
    room.badge("floor", queue.length, { always: true });
    tick(room.socket.now());
  }

  const secondsSince = (start) => (room.socket.now() - Date.parse(start)) / 1000;
  const spent = (start) => clock(secondsSince(start));
  const nearness = (start, allowed) => {
    const share = secondsSince(start) / allowed;
    return share >= 1 ? " is-over" : share >= NEAR ? " is-near" : "";
  };
  const isOpen = () => room.state.meeting?.state === "open";

  /** Behind one seat sit several people: who of them asks is said with the request. */
  function whoSpeaks() {
    const names = [...new Set([room.you.person, ...(room.ownSeat?.named ?? []).map((one) => one.name)])];
    room.person = names.includes(room.person) ? room.person : room.you.person;
    if (names.length < 2) return null;
    const choice = h("select", { id: "who-speaks", onchange: ({ target }) => { room.person = target.value; } },
      names.map((name) => h("option", { value: name, selected: name === room.person }, name)));
    return h("p", {}, h("label", { for: choice.id }, say("who-speaks")), choice);
  }

  function speaking(turn) {
    const own = turn.seat_id === room.you.seat_id;
    return h("div", { class: `turn${nearness(turn.started_at, turn.seconds_allowed)}`, "data-clock": "", "data-start": turn.started_at, "data-allowed": turn.seconds_allowed },
      h("p", {}, h("b", {}, room.nameOf(turn.seat_id, turn.person)), " ", say("speaks")),
      h("p", { class: "turn-clock" }, h("span", { class: "spent" }, spent(turn.started_at)), " / ", clock(turn.seconds_allowed)),
      own || room.leads ? h("p", { class: "buttons" },
        button(say(own ? "floor-done" : "floor-stop"), () => room.act("floor.end"), { key: "end" }),
        room.leads ? button(say("floor-more"), () => room.act("floor.extend", { seconds: 60 }), { key: "more", kind: "quiet" }) : null) : null);
  }

  function waiting(one, at, queue) {
    const name = room.nameOf(one.seat_id, one.person);
    const own = one.seat_id === room.you.seat_id;
    const up = () => {
      const ids = queue.map((row) => row.id);
      [ids[at - 1], ids[at]] = [ids[at], ids[at - 1]];
      room.act("floor.order", { request_ids: ids });
    };
    return h("li", {},
      h("span", {}, name, one.kind === "speak" ? "" : ` (${say(`floor-${one.kind}`)})`),
      room.leads ? h("span", { class: "row-acts" },
        button(say("call"), () => room.act("floor.call", { request_id: one.id }), { key: `call-${one.id}`, hint: name }),
        at ? button(say("up"), up, { key: `up-${one.id}`, kind: "quiet", hint: name }) : null,
        button(say("dismiss"), () => room.act("floor.dismiss", { request_id: one.id }), { key: `no-${one.id}`, kind: "quiet", hint: name })) : null,
      own && !room.leads ? button(say("withdraw"), () => room.act("floor.withdraw", { request_id: one.id }), { key: `back-${one.id}`, kind: "quiet" }) : null);
  }

  function drawAgenda() {
    const rows = room.state.agenda ?? [];
    draw(agenda, rows.length ? h("ol", { class: "items" }, rows.map((item) => h("li", {
      class: `is-${item.state}`, "aria-current": item.state === "current" ? "step" : null,
    },
    h("span", {}, `${item.position}. ${item.title}`),
    item.state === "current" ? h("span", {
      class: `item-clock${nearness(item.started_at, (item.minutes_planned + item.minutes_added) * 60)}`, "data-clock": "", "data-start": item.started_at,
      "data-allowed": (item.minutes_planned + item.minutes_added) * 60,
    }, h("span", { class: "spent" }, spent(item.started_at)), ` / ${item.minutes_planned + item.minutes_added} ${say("minutes")}`)
      : h("small", {}, item.state === "done" ? say("done") : `${item.minutes_planned} ${say("minutes")}`),
    room.leads && isOpen() && item.state === "waiting"
      ? button(say("start-item"), () => room.act("item.start", { item_id: item.id }), { key: `item-${item.id}`, kind: "quiet", hint: item.title }) : null)))
      : h("p", { class: "soft" }, say("no-items")));
    tick(room.socket.now());
  }

  function tick(now) {
    for (const one of document.querySelectorAll("[data-clock]")) {
      const spent = (now - Date.parse(one.dataset.start)) / 1000;
      const allowed = Number(one.dataset.allowed);
      one.querySelector(".spent").textContent = clock(spent);
      one.classList.toggle("is-near", spent >= allowed * NEAR && spent < allowed);
      one.classList.toggle("is-over", spent >= allowed);
    }
  }

  room.drawn(["floor", "seats", "meeting"], drawFloor);
  room.drawn(["agenda", "meeting"], drawAgenda);
  room.on("tick", tick);
  room.on("timer", ({ of, level }) => room.toast(say(`timer-${of}-${level}`)));
}
