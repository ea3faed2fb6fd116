// The screen of the hall: who speaks and how long, the item, the queue, the vote. It only looks on.

import { counts, verdict } from "./room-results.js";
import { Socket } from "./room-socket.js";
import { clock, dayOf, draw, h, say, shortOf, timeOf } from "./room-words.js";

const part = (id) => document.getElementById(id);
const socket = new Socket({ meeting: part("hall").dataset.meeting, guest: "", role: "hall" });
const state = {};
const QUEUE = 5;
// How long a result stays when nothing else happens; milliseconds.
const RESULT = 120000;
const NEAR = 0.8;

const seat = (id) => state.seats?.list.find((one) => one.id === id);
const nameOf = (id) => seat(id)?.name ?? "";

function take(message) {
  for (const name of ["meeting", "agenda", "seats", "floor", "votes"]) if (name in message) state[name] = message[name];
  drawAll();
}

function drawAll() {
  const { speaker, queue } = state.floor ?? { speaker: null, queue: [] };
  const item = state.agenda?.find((one) => one.state === "current");
  part("hall-state").textContent = say(`state-${state.meeting?.state}`);
  part("hall-recording").textContent = state.meeting?.recording ? say("recording") : "";
  draw(part("hall-item"), item ? h("p", {}, `${item.position}. ${item.title}`) : h("p", { class: "soft" }, say("no-item-now")));
  part("hall-item-clock").textContent = "";
  draw(part("hall-speaker"),
    speaker ? [h("p", { class: "who" }, nameOf(speaker.seat_id)),
      speaker.person && speaker.person !== nameOf(speaker.seat_id) ? h("p", { class: "person" }, speaker.person) : null,
      speaker.kind === "speak" ? null : h("p", { class: "person" }, say(`floor-${speaker.kind}`))]
      : h("p", { class: "soft" }, say("floor-free")));
  part("hall-clock").hidden = !speaker;
  draw(part("hall-queue"), queue.slice(0, QUEUE).map((one) => h("li", {}, shortOf(nameOf(one.seat_id)),
    one.kind === "speak" ? "" : ` (${say(`floor-${one.kind}`)})`)));
  part("hall-more").textContent = queue.length > QUEUE ? say("more-sites", { n: queue.length - QUEUE }) : "";
  part("hall-waiting").hidden = !queue.length;
  const { standing } = state.seats ?? {};
  part("hall-quorum").textContent = standing ? say("present-count", { n: standing.present, all: standing.entitled }) : "";
  drawVote();
  tick();
}

function drawVote() {
  const votes = state.votes ?? [];
  const open = votes.find((one) => one.state === "open");
  const last = votes.filter((one) => one.state === "closed").at(-1);
  const isFresh = last && socket.now() - Date.parse(last.closed_at) < RESULT;
  const vote = open ?? (isFresh ? last : null);
  part("hall-vote").hidden = !vote;
  if (!vote) return;
  const all = vote.may_vote.length + Object.keys(vote.represented).length;
  draw(part("hall-vote"),
    h("h2", {}, vote.question),
    h("p", { class: "kind" }, say(vote.secret ? "vote-secret" : "vote-open"), " · ", say(`vote-state-${vote.state}`)),
    open ? h("p", { class: "turnout" }, say(vote.secret ? "ballots-handed" : "vote-turnout", { n: vote.voted.length, all }))
      : h("div", { class: "counted" }, counts(vote), verdict(vote)));
}

function tick() {
  const now = socket.now();
  part("now").textContent = timeOf(now);
  part("today").textContent = dayOf(now);
  const speaker = state.floor?.speaker;
  if (speaker) {
    const spent = (now - Date.parse(speaker.started_at)) / 1000;
    const allowed = speaker.seconds_allowed;
    part("hall-spent").textContent = clock(spent);
    part("hall-allowed").textContent = clock(allowed);
    part("hall-clock").className = `hall-clock${spent >= allowed ? " is-over" : spent >= allowed * NEAR ? " is-near" : ""}`;
    part("hall-warning").textContent = spent >= allowed ? say("timer-floor-over") : spent >= allowed * NEAR ? say("timer-floor-warning") : "";
  }
  const item = state.agenda?.find((one) => one.state === "current");
  if (item) {
    const all = (item.minutes_planned + item.minutes_added) * 60;
    const spent = (now - Date.parse(item.started_at)) / 1000;
    part("hall-item-clock").textContent = `${clock(spent)} / ${clock(all)}`;
    part("hall-item-clock").classList.toggle("is-over", spent >= all);
  }
  const closed = (state.votes ?? []).findLast((one) => one.state === "closed");
  if (closed && now - Date.parse(closed.closed_at) > RESULT && !part("hall-vote").hidden) drawVote();
}

const line = (code) => { part("line").textContent = code ? say(code) : ""; };
socket.addEventListener("snapshot", ({ detail }) => { line(""); take(detail); });
socket.addEventListener("state", ({ detail }) => take(detail));
socket.addEventListener("lost", () => line("screen-away"));
socket.addEventListener("over", ({ detail: { code, refusal } }) => {
  const known = [`over-${refusal?.code}`, `over-${code}`].find((one) => say(one) !== one);
  line(code === 1000 ? "screen-over" : known ?? "over-other");
});
setInterval(() => socket.wasOpen && tick(), 500);
part("fullscreen").onclick = () => document.documentElement.requestFullscreen?.();
document.addEventListener("fullscreenchange", () => { part("fullscreen").hidden = Boolean(document.fullscreenElement); });
socket.join();
