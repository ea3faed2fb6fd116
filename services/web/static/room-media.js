// Media of one device: UP sends, DOWN receives; a new pair takes over before the old one ends.

const SMALL = { scaleResolutionDownBy: 3, maxBitrate: 150000 };
const LARGE = { maxBitrate: 1500000 };
const SCREEN = { maxBitrate: 2500000 };
const GRACE = 2500;
// Browser and engine give a connection up before that (CONGVU_MEDIA_CONNECT_SECONDS, 20), and say so.
const PATIENCE = 30000;
const RETRY = 1500;

const nameOf = () => `c${crypto.randomUUID().replaceAll("-", "").slice(0, 16)}`;

/** The same description, with where Chromium begins to send (kbit/s); others pay no regard to it. */
function startingAt(sdp, bitrate) {
  if (!bitrate) return sdp;
  return sdp.replace(/a=rtpmap:(\d+) (?:VP8|H264)\/90000\r\n/g,
    (line, kind) => `${line}a=fmtp:${kind} x-google-start-bitrate=${bitrate}\r\n`);
}

/** One attempt to be there. `working` resolves once what it must carry is carried. */
class Pair {
  constructor(media, ice) {
    this.media = media;
    this.name = nameOf();
    this.tracks = new Map();
    this.slots = {};
    const configuration = { iceServers: ice, bundlePolicy: "max-bundle" };
    this.up = new RTCPeerConnection(configuration);
    this.down = new RTCPeerConnection(configuration);
    for (const [side, peer] of [["up", this.up], ["down", this.down]]) {
      peer.onicecandidate = ({ candidate }) => this.trickle(side, candidate);
      peer.onconnectionstatechange = () => media.followState(this);
    }
    this.down.ontrack = ({ track, transceiver }) => {
      this.tracks.set(transceiver.mid, track);
      media.show(this);
    };
  }

  ask(name, fields = {}) {
    return this.media.socket.ask(`media.${name}`, { connection: this.name, ...fields });
  }

  trickle(side, candidate) {
    if (!candidate?.candidate) return;
    this.ask("candidate", { side, candidate: candidate.candidate }).catch(() => {});
  }

  async publish() {
    const purposes = [...this.media.sending.entries()].filter(([, track]) => track);
    this.senders ??= new Map();
    for (const [purpose, track] of purposes) {
      const known = this.senders.get(purpose);
      if (known) {
        await known.sender.replaceTrack(track);
        continue;
      }
      const encoding = { camera: LARGE, camera_small: SMALL, screen: SCREEN }[purpose];
      const options = { direction: "sendonly", ...(encoding ? { sendEncodings: [encoding] } : {}) };
      this.senders.set(purpose, this.up.addTransceiver(track, options));
    }
    for (const [purpose, transceiver] of this.senders) {
      const isSent = Boolean(this.media.sending.get(purpose));
      // Said in the description, or others would keep the last picture.
      transceiver.direction = isSent ? "sendonly" : "inactive";
      if (!isSent) await transceiver.sender.replaceTrack(null);
    }
    if (!this.senders.size) return;
    await this.up.setLocalDescription();
    const tracks = [...this.senders].map(([purpose, one]) => ({ mid: one.mid, purpose }));
    const answer = await this.ask("publish", { sdp: this.up.localDescription.sdp, tracks });
    await this.up.setRemoteDescription({ type: "answer", sdp: startingAt(answer.sdp, this.media.startBitrate) });
  }

  async subscribe() {
    const { offer } = await this.ask("subscribe", { view: this.media.view });
    this.subscribed = true;
    await this.take(offer);
  }

  async setView() {
    if (!this.subscribed) return;
    const { offer } = await this.ask("view", { view: this.media.view });
    if (offer) await this.take(offer);
  }

  async take(offer) {
    await this.down.setRemoteDescription({ type: "offer", sdp: offer.sdp });
    await this.down.setLocalDescription();
    await this.ask("accept", { sdp: this.down.localDescription.sdp, number: offer.number });
  }

  get isWorking() {
    const sends = !this.senders?.size || this.up.connectionState === "connected";
    return sends && this.down.connectionState === "connected";
  }

  get isBroken() {
    return this.hasFailed || [this.up, this.down].some((one) => one.connectionState === "disconnected");
  }

  /** For good: the browser tries no further. */
  get hasFailed() {
    return [this.up, this.down].some((one) => one.connectionState === "failed");
  }

  close() {
    this.closed = true;
    this.up.close();
    this.down.close();
  }
}

/** Tells `slots` (what is shown where), `line` (working, connecting, lost) and `quality`. */
export class Media extends EventTarget {
  constructor(socket) {
    super();
    this.socket = socket;
    this.sending = new Map();
    this.view = { wanted: [], audio: true };
    this.startBitrate = 0;
    this.pair = null;
    this.working = null;
    this.queue = Promise.resolve();
    socket.addEventListener("media", ({ detail }) => this.hear(detail.event));
    socket.addEventListener("back", () => this.recover("back"));
  }

  /** Calls for one connection are made one after the other. */
  inOrder(work) {
    this.queue = this.queue.then(work, work);
    return this.queue;
  }

  /** Build a new pair; the former goes on until this one works. */
  connect(isNeeded = () => true) {
    clearTimeout(this.retrying);
    // Not the queue: what failed as it was stopped would come back to whoever waits for this.
    if (this.stopped) return Promise.resolve();
    return this.inOrder(async () => {
      const before = this.pair;
      if (before && before !== this.working) before.close();
      this.line(this.working ? "recovering" : "connecting");
      const ice = await this.socket.ask("media.ice").catch(() => ({ ice_servers: [] }));
      if (this.stopped || !isNeeded()) return;
      const pair = new Pair(this, ice.ice_servers);
      this.pair = pair;
      try {
        await Promise.all([pair.publish(), pair.subscribe()]);
      } catch (error) {
        this.failed(pair, error);
        return;
      }
      setTimeout(() => !pair.closed && !pair.isWorking && this.failed(pair, new Error("slow")), PATIENCE);
      this.followState(pair);
    });
  }

  failed(pair, error) {
    if (pair.closed || pair !== this.pair) return;
    console.info("media:", error.code ?? error.message);
    pair.close();
    this.pair = this.working;
    this.line("lost", error.code ?? "");
    clearTimeout(this.retrying);
    if (!this.stopped) this.retrying = setTimeout(() => this.socket.isOpen && this.connect(), RETRY);
  }

  followState(pair) {
    if (pair.closed) return;
    if (pair === this.pair && pair !== this.working && pair.hasFailed) {
      this.failed(pair, new Error("failed"));
    } else if (pair.isWorking && pair === this.pair) {
      const former = this.working;
      this.working = pair;
      if (former && former !== pair) former.close();
      clearTimeout(this.doubting);
      this.line("working");
      this.show(pair);
    } else if (pair === this.working && pair.isWorking) {
      this.keep();
    } else if (pair === this.working && pair.isBroken) {
      this.line("recovering");
      clearTimeout(this.doubting);
      this.doubting = setTimeout(() => pair.isBroken && this.recover("broken"), GRACE);
    }
  }

  /** What was broken works again by itself: what was to take its place is given up. */
  keep() {
    clearTimeout(this.doubting);
    if (this.pair !== this.working) {
      this.pair?.ask("leave").catch(() => {});
      this.pair?.close();
      this.pair = this.working;
    }
    this.line("working");
  }

  /** After a break: what still works is kept, everything else is built anew. */
  recover(why) {
    if (this.stopped || !this.pair) return;
    if (why === "back" && this.working?.isWorking) {
      this.keep();
      this.inOrder(() => this.working.setView()).catch(() => this.connect());
      return;
    }
    if (this.socket.isOpen) this.connect(() => why !== "broken" || !this.working?.isWorking);
  }

  hear(event) {
    const pair = [this.pair, this.working].find((one) => one && one.name === event.connection);
    if (event.kind === "slots" && pair) {
      pair.slots = event.slots;
      this.show(pair);
    } else if (event.kind === "offer" && pair) {
      this.inOrder(() => pair.take(event.offer)).catch(() => this.connect());
    } else if (event.kind === "aborted" && (!event.connection || pair === this.pair)) {
      clearTimeout(this.retrying);
      this.retrying = setTimeout(() => this.connect(), RETRY / 3);
    } else if (event.kind === "quality") {
      this.dispatchEvent(new CustomEvent("quality", { detail: event }));
    } else {
      this.dispatchEvent(new CustomEvent(event.kind, { detail: event }));
    }
  }

  /** What every m-line of DOWN shows now: `{mid, track, source}`. */
  show(pair) {
    if (pair !== this.working && this.working) return;
    const shown = [...pair.tracks].map(([mid, track]) => ({ mid, track, source: pair.slots[mid] ?? null }));
    this.dispatchEvent(new CustomEvent("slots", { detail: shown }));
  }

  line(state, code = "") {
    this.state = state;
    this.dispatchEvent(new CustomEvent("line", { detail: { state, code } }));
  }

  send(purpose, track) {
    if ((this.sending.get(purpose) ?? null) === track) return this.queue;
    this.sending.set(purpose, track);
    if (!this.pair) return this.queue;
    const pair = this.pair;
    return this.inOrder(() => pair.publish()).catch((error) => this.failed(pair, error));
  }

  want(view) {
    if (JSON.stringify(view) === JSON.stringify(this.view)) return;
    this.view = view;
    const pair = this.pair;
    if (pair) this.inOrder(() => pair.setView()).catch(() => {});
  }

  /** Round trip in seconds, loss as a share, what is heard and decoded: of both connections. */
  async measure() {
    const found = { rtt: null, lost: 0, received: 0, frames: 0, energy: 0, sentLost: null };
    if (!this.working) return found;
    for (const peer of [this.working.up, this.working.down]) {
      for (const one of (await peer.getStats()).values()) {
        if (one.type === "candidate-pair" && one.nominated && one.currentRoundTripTime !== undefined) {
          found.rtt = Math.max(found.rtt ?? 0, one.currentRoundTripTime);
        }
        if (one.type === "remote-inbound-rtp" && one.fractionLost !== undefined) {
          found.sentLost = Math.max(found.sentLost ?? 0, one.fractionLost);
        }
        if (one.type !== "inbound-rtp") continue;
        found.lost += Math.max(0, one.packetsLost ?? 0);
        found.received += one.packetsReceived ?? 0;
        found.frames += one.framesDecoded ?? 0;
        found.energy += one.totalAudioEnergy ?? 0;
      }
    }
    return found;
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.retrying);
    for (const pair of new Set([this.pair, this.working])) pair?.close();
  }
}
