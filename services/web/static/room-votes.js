// Votes: put and opened by who leads, cast by a seat for itself and for whom it represents.

import { Ballots } from "./room-ballots.js";
import { resultOf, label } from "./room-results.js";
import { button, draw, h, say } from "./room-words.js";

export function startVotes(room) {
  const place = document.getElementById("votes");
  const form = document.getElementById("vote-form");
  const ballots = new Ballots(room, drawVotes);
  const chosen = new Map();
  const given = new Map();
  const checked = new Map();
  const open = new Set();

  function drawVotes() {
    const votes = [...(room.state.votes ?? [])].reverse();
    document.getElementById("vote-new").hidden = !(room.leads && room.state.meeting?.state === "open");
    draw(place, votes.length ? votes.map(one) : h("p", { class: "soft" }, say("no-votes")));
    room.badge("votes", votes.filter((vote) => vote.state === "open").length, { always: true });
    for (const vote of votes.filter((one) => one.state === "open" && one.secret)) {
      for (const seat of mine(vote)) ballots.ask(vote, seat);
    }
  }

  /** Seats for which this device votes: its own, and the one whose proxy it holds. */
  function mine(vote) {
    const own = room.you.seat_id;
    const held = Object.entries(vote.represented).filter(([, holder]) => holder === own).map(([seat]) => seat);
    return [...vote.may_vote.filter((seat) => seat === own), ...held];
  }

  function one(vote) {
    const all = vote.may_vote.length + Object.keys(vote.represented).length;
    const seats = vote.state === "open" ? mine(vote) : [];
    return h("article", { class: `vote is-${vote.state}` },
      h("h3", {}, vote.question),
      h("p", { class: "soft" }, [say(vote.secret ? "vote-secret" : "vote-open"), say(`vote-state-${vote.state}`),
        vote.state === "open" ? say(vote.secret ? "ballots-handed" : "vote-turnout", { n: vote.voted.length, all }) : ""].filter(Boolean).join(" · ")),
      vote.state === "open" && vote.secret ? [h("p", { class: "soft" }, say("vote-secret-how")),
        h("details", { class: "aside" }, h("summary", { "data-key": `limits-${vote.id}` }, say("vote-secret-limits")), h("p", {}, say("vote-secret-limits-more")))] : null,
      vote.state === "open" && !seats.length ? h("p", { class: "soft" }, say("vote-not-yours")) : null,
      seats.map((seat) => ballot(vote, seat)),
      vote.state === "closed" ? [resultOf(vote, room), check(vote)] : null,
      vote.annul_reason ? h("p", {}, vote.annul_reason) : null,
      room.leads ? leading(vote) : null,
      room.you.role === "secretary" && vote.state === "open" && !vote.secret ? entering(vote) : null);
  }

  function ballot(vote, seat) {
    const key = `${vote.id} ${seat}`;
    const cast = vote.secret ? ballots.kept(vote, seat)?.choice : given.get(key);
    const whose = seat === room.you.seat_id ? null : h("p", {}, say("vote-for", { name: room.nameOf(seat) }));
    if (cast || (!vote.secret && vote.voted.includes(seat))) {
      const choice = vote.options.find((option) => option.key === cast);
      return [whose, h("p", { class: "given" }, say(vote.secret ? "ballot-cast" : "voted"),
        choice ? ` ${label(choice)}.` : "")];
    }
    if (vote.secret && !ballots.isReady(vote, seat)) {
      return [whose, h("p", { class: "soft" }, say(vote.voted.includes(seat) ? "ballot-elsewhere" : "ballot-coming"))];
    }
    const choice = chosen.get(key);
    return [whose, h("div", { class: "ballot", role: "group", "aria-label": vote.question },
      vote.options.map((option) => button(label(option), () => {
        chosen.set(key, option.key);
        drawVotes();
        place.querySelector(`[data-key="send-${key}"]`)?.scrollIntoView({ block: "nearest" });
      }, { key: `${key}-${option.key}`, kind: "choice-large", pressed: choice === option.key })),
      choice ? button(say("vote-send", { name: label(vote.options.find((option) => option.key === choice)) }),
        () => send(vote, seat, choice), { key: `send-${key}`, kind: "main" })
        : h("p", { class: "soft" }, say("vote-choose")))];
  }

  async function send(vote, seat, choice) {
    if (vote.secret) {
      room.toast(say(await ballots.cast(vote, seat, choice) ? "ballot-cast" : "ballot-failed"));
    } else {
      const own = seat === room.you.seat_id ? {} : { seat_id: seat };
      if (await room.act("vote.cast", { vote_id: vote.id, choice, ...own })) given.set(`${vote.id} ${seat}`, choice);
    }
    drawVotes();
  }

  /** For seats without a device, or whose device fails: the secretary enters what is said aloud. */
  function entering(vote) {
    const waiting = [...vote.may_vote, ...Object.keys(vote.represented)].filter((seat) => !vote.voted.includes(seat));
    if (!waiting.length) return null;
    const details = h("details", { class: "aside", open: open.has(vote.id) },
      h("summary", { "data-key": `enter-${vote.id}` }, say("vote-enter", { n: waiting.length })),
      h("p", { class: "soft" }, say("vote-enter-how")),
      waiting.map((seat) => h("div", { class: "entered" }, h("p", {}, room.nameOf(seat)),
        h("p", { class: "row-acts" }, vote.options.map((option) => button(label(option),
          () => room.act("vote.enter", { vote_id: vote.id, seat_id: seat, choice: option.key }),
          { key: `enter-${seat}-${option.key}`, kind: "quiet", hint: room.nameOf(seat) }))))));
    details.ontoggle = () => (details.open ? open.add(vote.id) : open.delete(vote.id));
    return details;
  }

  function check(vote) {
    if (!vote.secret) return null;
    const found = checked.get(vote.id);
    if (!found) {
      return h("p", { class: "buttons" }, button(say("vote-check"), async () => {
        const result = await ballots.check(vote, room.you.seat_id);
        if (result) checked.set(vote.id, result);
        else room.toast(say("refused"));
        drawVotes();
      }, { key: `check-${vote.id}`, kind: "quiet" }));
    }
    return [h("p", { class: found.sound ? "passed" : "not-passed" }, say(found.sound ? "list-sound" : "list-unsound", { n: found.all })),
      found.own === null ? null : h("p", { class: found.own ? "passed" : "not-passed" }, say(found.own ? "own-listed" : "own-missing"))];
  }

  function leading(vote) {
    const id = { vote_id: vote.id };
    return h("p", { class: "buttons" },
      vote.state === "prepared" ? button(say("vote-begin"), () => room.act("vote.open", id), { key: `open-${vote.id}`, kind: "main" }) : null,
      vote.state === "open" ? button(say("vote-end"), () => close(vote), { key: `close-${vote.id}`, kind: "main" }) : null,
      ["prepared", "open"].includes(vote.state)
        ? button(say("vote-annul"), () => room.act("vote.annul", { ...id, reason: say("vote-annul-reason") }), { key: `annul-${vote.id}`, kind: "quiet" }) : null);
  }

  /** Not while ballots are still out, unless the chair says so. */
  async function close(vote) {
    const all = vote.may_vote.length + Object.keys(vote.represented).length;
    const into = vote.secret ? (await room.act("vote.received", { vote_id: vote.id }))?.received : vote.voted.length;
    if (into === undefined) return;
    if (into < all && !window.confirm(say("vote-end-sure", { n: into, all }))) return;
    room.act("vote.close", { vote_id: vote.id });
  }

  form.elements.secret.onchange = ({ target }) => {
    form.elements.weighted.disabled = target.checked;
    if (target.checked) form.elements.weighted.checked = false;
  };
  form.onsubmit = async (event) => {
    event.preventDefault();
    const typed = new FormData(form);
    const lines = typed.get("options").split("\n").map((line) => line.trim()).filter(Boolean);
    const item = room.state.agenda?.find((row) => row.state === "current");
    const done = await room.act("vote.prepare", {
      question: typed.get("question"), threshold: typed.get("threshold"), base: typed.get("base"), quorum: typed.get("quorum"),
      secret: typed.has("secret"), weighted: typed.has("weighted"), proxies_allowed: typed.has("proxies_allowed"), abstention: typed.has("abstention"),
      options: lines.map((text, at) => ({ key: `option_${at + 1}`, label: text })),
      ...(item ? { item_id: item.id } : {}),
    });
    if (!done) return;
    form.reset();
    form.elements.weighted.disabled = false;
    document.getElementById("vote-new").open = false;
  };

  room.drawn(["votes", "meeting", "seats"], drawVotes);
  room.on("event", ({ kind }) => {
    if (kind !== "vote_opened") return;
    room.openTab("votes");
    // On a phone the panel is below the pictures.
    if (matchMedia("(max-width: 760px)").matches) place.scrollIntoView({ block: "start" });
    room.toast(say("vote-opened"));
  });
}
