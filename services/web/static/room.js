// The meeting room: joins, keeps the state, and lets each part of the page draw what concerns it.

import { Devices, fill, meter, tone } from "./room-devices.js";
import { Media } from "./room-media.js";
import { Socket } from "./room-socket.js";
import { Stage } from "./room-stage.js";
import { startChat } from "./room-chat.js";
import { startControls } from "./room-controls.js";
import { startFloor } from "./room-floor.js";
import { startLead } from "./room-lead.js";
import { startLine } from "./room-line.js";
import { startNotes } from "./room-notes.js";
import { startRemarks } from "./room-remarks.js";
import { startPapers } from "./room-papers.js";
import { startSites } from "./room-sites.js";
import { startTabs } from "./room-tabs.js";
import { startVotes } from "./room-votes.js";
import { say } from "./room-words.js";

const place = document.getElementById("room");
const part = (id) => document.getElementById(id);
const { meeting, guest, back } = place.dataset;
const SECTIONS = ["meeting", "agenda", "seats", "lobby", "floor", "votes", "page", "rights"];
const SECOND = 1000;

/** What every part is given. `changed` is told with the names of the sections that are new. */
class Room extends EventTarget {
  constructor() {
    super();
    this.state = {};
    this.you = null;
    this.back = back;
    this.devices = new Devices();
    this.socket = new Socket({ meeting, guest, role: "seat" });
    this.media = new Media(this.socket);
  }

  take(message) {
    const names = SECTIONS.filter((name) => name in message);
    for (const name of names) this.state[name] = message[name];
    if (message.you) this.you = message.you;
    this.dispatchEvent(new CustomEvent("changed", { detail: new Set(names) }));
  }

  on(name, listen) {
    this.addEventListener(name, ({ detail }) => listen(detail));
  }

  /** Draw whenever one of these sections has changed. */
  drawn(sections, work) {
    this.on("changed", (names) => sections.some((one) => names.has(one)) && work());
  }

  seat(id) {
    return this.state.seats?.list.find((one) => one.id === id);
  }

  get ownSeat() {
    return this.seat(this.you?.seat_id);
  }

  get rights() {
    return this.state.rights?.[this.you?.seat_id] ?? {};
  }

  get leads() {
    return Boolean(this.you?.leads);
  }

  nameOf(id, person = "") {
    const name = this.seat(id)?.name ?? "";
    return person && person !== name ? `${name} – ${person}` : name;
  }

  /** Ask; a refusal is said to the person. True where it was done. */
  async act(name, fields) {
    try {
      return await this.socket.ask(name, fields);
    } catch (error) {
      this.toast(say(`refused-${error.code}`) === `refused-${error.code}`
        ? say("refused") : say(`refused-${error.code}`));
      return null;
    }
  }

  toast(text) {
    clearTimeout(this.toasting);
    part("toast").textContent = text;
    this.toasting = setTimeout(() => { part("toast").textContent = ""; }, 7 * SECOND);
  }
}

const room = new Room();
window.congvuRoom = room;

function show(id) {
  for (const one of ["entry", "lobby", "over", "inside"]) part(one).hidden = one !== id;
  document.body.classList.toggle("in-room", id === "inside");
}

// -- before joining ----------------------------------------------------------------------------

let stopMeter = null;

async function showDevices() {
  const { tracks, problems } = room.devices;
  part("preview").srcObject = tracks.video ? new MediaStream([tracks.video]) : null;
  part("preview").hidden = !tracks.video;
  part("preview-none").hidden = Boolean(tracks.video);
  part("preview-none").textContent = say("no-picture");
  part("camera-problem").textContent = problems.video ? say(problems.video) : "";
  part("microphone-problem").textContent = problems.audio ? say(problems.audio) : "";
  stopMeter?.();
  stopMeter = tracks.audio && part("inside").hidden
    ? meter(tracks.audio, (level) => { part("level").value = level; }) : null;
  await Promise.all([
    fill(part("camera"), room.devices, "video", say("camera")),
    fill(part("microphone"), room.devices, "audio", say("microphone")),
  ]);
}

part("camera").onchange = ({ target }) => room.devices.choose("video", target.value);
part("microphone").onchange = ({ target }) => room.devices.choose("audio", target.value);
part("tone").onclick = () => tone();
part("join").onclick = () => {
  part("join").disabled = true;
  part("line").textContent = say("joining");
  room.socket.join();
};
part("again").onclick = () => location.reload();
room.devices.addEventListener("track", showDevices);
room.devices.addEventListener("list", showDevices);

// -- joining, breaking, coming back ------------------------------------------------------------

const { socket, media } = room;
socket.addEventListener("lobby", ({ detail }) => {
  room.you = detail.you;
  part("line").textContent = "";
  show("lobby");
});
socket.addEventListener("snapshot", ({ detail }) => {
  const isFirst = part("inside").hidden;
  stopMeter?.();
  show("inside");
  room.take(detail);
  room.dispatchEvent(new CustomEvent("chat", { detail: detail.chat }));
  if (isFirst) {
    room.dispatchEvent(new CustomEvent("joined", { detail: room.you }));
    media.connect();
  }
});
socket.addEventListener("state", ({ detail }) => room.take(detail));
for (const name of ["event", "signal", "timer"]) {
  socket.addEventListener(name, ({ detail }) => room.dispatchEvent(new CustomEvent(name, { detail })));
}
socket.addEventListener("over", ({ detail: { code, refusal } }) => {
  media.stop();
  room.devices.tracks.audio?.stop();
  room.devices.tracks.video?.stop();
  show("over");
  const known = `over-${refusal?.code ?? code}`;
  part("over-title").textContent = say(known) === known ? say("over-other") : say(known);
  part("over-more").textContent = say(`${known}-more`) === `${known}-more` ? "" : say(`${known}-more`);
  part("again").hidden = code === 1000;
  part("over-title").focus();
});

setInterval(() => {
  room.dispatchEvent(new CustomEvent("tick", { detail: socket.now() }));
}, SECOND / 2);

new Stage(room);
for (const start of [
  startTabs, startFloor, startVotes, startSites, startPapers, startNotes, startChat, startRemarks, startControls, startLead,
  startLine,
]) start(room);
await room.devices.open();
showDevices();
