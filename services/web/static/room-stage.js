// Who is seen: one large and the others around, a grid, or a list of sites; and who is heard.

import { draw, h, say, shortOf } from "./room-words.js";

const LAYOUTS = ["speaker", "grid", "list", "sound"];
const AROUND = 8;
const AROUND_ON_PHONE = 4;
const narrow = matchMedia("(max-width: 760px)");
const IN_GRID = 16;
const HOLD = 2500;

const keyOf = ({ participant, purpose }) => `${participant} ${purpose}`;

export class Stage {
  constructor(room) {
    this.room = room;
    this.place = document.getElementById("stage");
    this.banner = document.getElementById("banner");
    const kept = localStorage.getItem("congvu-layout");
    this.layout = LAYOUTS.includes(kept) ? kept : LAYOUTS[0];
    this.shown = [];
    this.sources = new Set();
    this.tiles = new Map();
    this.loudest = [];
    this.active = null;
    const { media } = room;
    media.addEventListener("slots", ({ detail }) => this.take(detail));
    media.addEventListener("speaking", ({ detail }) => this.hear(detail));
    media.addEventListener("tracks", ({ detail }) => this.knowAll(detail.sources));
    media.addEventListener("track_added", ({ detail }) => this.know(detail.source, true));
    media.addEventListener("track_removed", ({ detail }) => this.know(detail.source, false));
    document.getElementById("layout").onclick = () => this.turn();
    narrow.addEventListener("change", () => this.draw());
    room.drawn(["seats", "floor", "agenda", "rights"], () => this.draw());
    room.devices.addEventListener("track", () => this.draw());
    room.on("own", () => this.draw());
  }

  turn() {
    this.layout = LAYOUTS[(LAYOUTS.indexOf(this.layout) + 1) % LAYOUTS.length];
    localStorage.setItem("congvu-layout", this.layout);
    this.room.toast(say(`layout-${this.layout}`));
    if (this.layout === "list") this.room.openTab("sites");
    this.draw();
    this.room.dispatchEvent(new CustomEvent("layout"));
  }

  knowAll(sources) {
    this.sources = new Set(sources.map(keyOf));
    this.draw();
  }

  know(source, isThere) {
    const key = keyOf(source);
    if (isThere) this.sources.add(key);
    else this.sources.delete(key);
    this.draw();
  }

  /** The loudest becomes the large one, if it stays so for a moment. */
  hear({ loudest }) {
    this.loudest = loudest;
    for (const [name, tile] of this.tiles) tile.classList.toggle("is-heard", loudest.includes(name));
    const [first] = loudest.filter((one) => one !== this.room.you?.participant);
    if (!first || first === this.active) return;
    const now = performance.now();
    if (this.active && now - (this.since ?? 0) < HOLD) return;
    [this.active, this.since] = [first, now];
    this.draw();
  }

  /** Devices of others, who matters most first: screen, floor, chair, voice, then the seats' order. */
  order() {
    const { state, you } = this.room;
    const speaker = state.floor?.speaker?.seat_id;
    const found = [];
    for (const seat of state.seats?.list ?? []) {
      for (const device of seat.devices) {
        if (device.participant === you?.participant) continue;
        const shares = this.sources.has(`${device.participant} screen`);
        const weight = (shares ? 8 : 0) + (seat.id === speaker ? 4 : 0)
          + (device.participant === this.active ? 2 : 0) + (seat.role === "chair" ? 1 : 0);
        found.push({ seat, device, weight, shares });
      }
    }
    return found.map((one, at) => ({ ...one, at }))
      .sort((one, other) => other.weight - one.weight || one.at - other.at);
  }

  draw() {
    if (!this.room.you) return;
    const rows = this.order();
    this.place.dataset.layout = this.layout;
    const limit = { speaker: 1 + (narrow.matches ? AROUND_ON_PHONE : AROUND), grid: IN_GRID, list: 1, sound: IN_GRID }[this.layout];
    const seen = rows.slice(0, limit);
    this.room.onlySound = this.layout === "sound";
    const wanted = this.room.onlySound ? [] : seen.flatMap((row, at) => this.wantedOf(row, at, seen.length));
    this.room.media.want({ wanted, audio: true });
    const tiles = seen.map((row, at) => this.tile(row, at));
    const own = this.ownTile();
    const rest = rows.length - seen.length;
    for (const name of [...this.tiles.keys()]) {
      if (name !== "own" && !seen.some((row) => row.device.participant === name)) this.tiles.delete(name);
    }
    const wantedTiles = [...tiles, own];
    wantedTiles.forEach((tile, at) => {
      if (this.place.children[at] !== tile) this.place.insertBefore(tile, this.place.children[at] ?? null);
    });
    while (this.place.children.length > wantedTiles.length) this.place.lastChild.remove();
    this.place.style.setProperty("--count", String(wantedTiles.length));
    this.place.dataset.rest = rest > 0 ? say("more-sites", { n: rest }) : "";
    this.attach();
    this.showBanner();
  }

  wantedOf({ device, shares }, at, count) {
    const { participant } = device;
    const isLarge = this.layout !== "grid" ? at === 0 : count <= 2;
    const camera = { participant, purpose: isLarge ? "camera" : "camera_small" };
    return shares ? [{ participant, purpose: "screen" }, camera] : [camera];
  }

  tile({ seat, device, shares }, at) {
    const { participant, person, lost } = device;
    let tile = this.tiles.get(participant);
    if (!tile) {
      tile = h("figure", { class: "tile" },
        h("video", { autoplay: true, playsinline: true, muted: true, class: "face" }),
        h("video", { autoplay: true, playsinline: true, muted: true, class: "shared", hidden: true }),
        h("p", { class: "no-face" }), h("figcaption", {}));
      for (const video of tile.querySelectorAll("video")) {
        video.muted = true;
        video.onresize = () => this.attach();
      }
      this.tiles.set(participant, tile);
    }
    tile.dataset.participant = participant;
    tile.classList.toggle("is-large", at === 0 && ["speaker", "list"].includes(this.layout));
    tile.classList.toggle("is-lost", lost);
    tile.classList.toggle("is-sharing", shares);
    tile.classList.toggle("has-floor", this.room.state.floor?.speaker?.seat_id === seat.id);
    const office = shortOf(seat.name);
    const name = person && person !== seat.name ? `${office} – ${person}` : office;
    tile.querySelector("figcaption").textContent = lost ? `${name} (${say("line-gone")})` : name;
    tile.querySelector(".no-face").textContent = lost ? `${office} (${say("line-gone")})` : office;
    return tile;
  }

  ownTile() {
    let tile = this.tiles.get("own");
    if (!tile) {
      tile = h("figure", { class: "tile own-tile" },
        h("video", { autoplay: true, playsinline: true, class: "face" }),
        h("p", { class: "no-face" }), h("figcaption", {}, say("me")));
      tile.querySelector("video").muted = true;
      this.tiles.set("own", tile);
    }
    const track = this.room.media.sending.get("camera") ?? null;
    const video = tile.querySelector("video");
    if ((video.srcObject?.getVideoTracks()[0] ?? null) !== track) {
      video.srcObject = track ? new MediaStream([track]) : null;
    }
    tile.classList.toggle("has-face", Boolean(track));
    tile.querySelector(".no-face").textContent = say("camera-off");
    return tile;
  }

  take(shown) {
    this.shown = shown;
    const voices = document.getElementById("voices");
    for (const { mid, track } of shown.filter((one) => one.track.kind === "audio")) {
      let voice = voices.querySelector(`[data-mid="${CSS.escape(mid)}"]`);
      if (!voice) {
        voice = h("audio", { autoplay: true, "data-mid": mid });
        voices.append(voice);
      }
      if (voice.srcObject?.getAudioTracks()[0] !== track) {
        voice.srcObject = new MediaStream([track]);
        voice.play().catch(() => this.room.toast(say("sound-blocked")));
      }
    }
    this.attach();
  }

  /** Each tile shows the m-line in which the engine has put its source. */
  attach() {
    for (const [name, tile] of this.tiles) {
      if (name === "own") continue;
      const of = (purposes) => this.shown.find(({ source, track }) => source?.participant === name
        && track.kind === "video" && purposes.includes(source.purpose))?.track ?? null;
      const face = of(["camera", "camera_small"]);
      const screen = of(["screen"]);
      set(tile.querySelector(".face"), face);
      set(tile.querySelector(".shared"), screen);
      tile.querySelector(".shared").hidden = !screen;
      tile.classList.toggle("has-face", Boolean(face));
    }
  }

  showBanner() {
    const { floor, agenda } = this.room.state;
    const item = agenda?.find((one) => one.state === "current");
    const speaker = floor?.speaker;
    draw(this.banner,
      speaker ? h("p", { class: "speaking" }, h("b", {}, this.room.nameOf(speaker.seat_id, speaker.person)),
        " ", say("speaks")) : null,
      !speaker && item ? h("p", {}, `${item.position}. ${item.title}`) : null);
  }
}

function set(video, track) {
  if ((video.srcObject?.getVideoTracks()[0] ?? null) === track) return;
  video.srcObject = track ? new MediaStream([track]) : null;
  if (track) video.play().catch(() => {});
}
