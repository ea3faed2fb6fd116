// A participant of a meeting made of libwebrtc for Node: it makes sound and pictures of its own, and
// tells what comes out of its decoders. One JSON object a line: the first argument says who it is,
// standard input what to do, standard output what it sees and hears.

import { createInterface } from "node:readline";

import wrtc from "@roamhq/wrtc";
import WebSocket from "ws";

const { RTCPeerConnection, nonstandard } = wrtc;
const { RTCAudioSink, RTCAudioSource, RTCVideoSink, RTCVideoSource } = nonstandard;
const RATE = 48000;
const BLOCK = RATE / 100;
const FRAMES = 15;
const CONNECTION = "node1";

const given = JSON.parse(process.argv[2]);
const tell = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

// -- the meeting's socket ------------------------------------------------------------------------

const socket = new WebSocket(given.address);
const waiting = new Map();
let number = 0;
let slots = {};

function ask(name, fields = {}) {
  const id = ++number;
  socket.send(JSON.stringify({ do: name, id, ...fields }));
  return new Promise((done, failed) => waiting.set(id, { done, failed }));
}

function hear(message) {
  if (message.type === "answer" && waiting.has(message.to)) {
    const { done, failed } = waiting.get(message.to);
    waiting.delete(message.to);
    if (message.ok) done(message);
    else failed(new Error(message.code));
  } else if (message.type === "snapshot") {
    begin(message.you).catch(fail);
  } else if (message.type === "media" && message.event.kind === "slots") {
    ({ slots } = message.event);
  } else if (message.type === "media" && message.event.kind === "offer") {
    accept(message.event.offer).catch(fail);
  }
}

function fail(error) {
  tell({ failed: error.message });
  process.exit(1);
}

socket.on("open", () => {
  socket.send(JSON.stringify({ do: "join", device: given.device, token: given.token }));
});
socket.on("message", (data) => hear(JSON.parse(data)));
socket.on("error", fail);
socket.on("close", () => process.exit(0));

// -- what it sends -------------------------------------------------------------------------------

function tone(hertz) {
  const source = new RTCAudioSource();
  const began = performance.now();
  let at = 0;
  setInterval(() => {
    for (; at < (performance.now() - began) / 1000 * RATE; at += BLOCK) {
      const samples = new Int16Array(BLOCK);
      for (let one = 0; one < BLOCK; one += 1) {
        samples[one] = 16000 * Math.sin(2 * Math.PI * hertz * (at + one) / RATE);
      }
      source.onData({ samples, sampleRate: RATE, bitsPerSample: 16, channelCount: 1, numberOfFrames: BLOCK });
    }
  }, 10);
  return source.createTrack();
}

function grey(level, width, isScreencast = false) {
  const source = new RTCVideoSource({ isScreencast });
  const height = width * 3 / 4;
  const data = new Uint8ClampedArray(width * height * 1.5).fill(128);
  data.fill(level, 0, width * height);
  setInterval(() => source.onFrame({ width, height, data }), 1000 / FRAMES);
  return source.createTrack();
}

// -- the two connections -------------------------------------------------------------------------

let up;
let down;
const sent = new Map();
const heard = new Map();

async function begin(you) {
  const { ice_servers: iceServers } = await ask("media.ice");
  const configuration = { iceServers, bundlePolicy: "max-bundle", iceTransportPolicy: given.policy ?? "all" };
  up = new RTCPeerConnection(configuration);
  down = new RTCPeerConnection(configuration);
  for (const [side, peer] of [["up", up], ["down", down]]) {
    peer.onicecandidate = ({ candidate }) => {
      if (candidate?.candidate) ask("media.candidate", { connection: CONNECTION, side, candidate: candidate.candidate }).catch(() => {});
    };
  }
  down.ontrack = ({ track, transceiver }) => listen(transceiver.mid, track);
  sent.set("microphone", up.addTransceiver(tone(given.hertz), { direction: "sendonly" }));
  sent.set("camera", up.addTransceiver(grey(given.grey, 320), { direction: "sendonly" }));
  await publish();
  const view = { wanted: given.wanted, audio: true };
  await accept((await ask("media.subscribe", { connection: CONNECTION, view })).offer);
  tell({ joined: you });
}

async function publish() {
  await up.setLocalDescription(await up.createOffer());
  const tracks = [...sent].map(([purpose, { mid }]) => ({ mid, purpose }));
  const { sdp } = await ask("media.publish", { connection: CONNECTION, sdp: up.localDescription.sdp, tracks });
  await up.setRemoteDescription({ type: "answer", sdp });
}

async function accept(offer) {
  await down.setRemoteDescription({ type: "offer", sdp: offer.sdp });
  await down.setLocalDescription(await down.createAnswer());
  await ask("media.accept", { connection: CONNECTION, sdp: down.localDescription.sdp, number: offer.number });
}

// -- what it sees and hears ----------------------------------------------------------------------

function listen(mid, track) {
  const found = { frames: 0, grey: 0, width: 0, energy: 0, hertz: 0 };
  heard.set(mid, found);
  if (track.kind === "video") {
    new RTCVideoSink(track).onframe = ({ frame: { width, height, data } }) => {
      found.frames += 1;
      found.width = width;
      found.grey = data[width * (height >> 1) + (width >> 1)];
    };
    return;
  }
  new RTCAudioSink(track).ondata = ({ samples, sampleRate }) => {
    let crossings = 0;
    let power = 0;
    for (let at = 1; at < samples.length; at += 1) {
      power += (samples[at] / 32768) ** 2;
      if (samples[at - 1] < 0 && samples[at] >= 0) crossings += 1;
    }
    found.energy += power / sampleRate;
    if (crossings) found.hertz = 0.95 * found.hertz + 0.05 * crossings * sampleRate / samples.length;
  };
}

/** What each source shown now has brought, and over which kind of candidate. */
setInterval(async () => {
  if (!down) return;
  const shown = {};
  for (const [mid, source] of Object.entries(slots)) {
    if (source && heard.has(mid)) shown[`${source.participant} ${source.purpose}`] = heard.get(mid);
  }
  const through = new Set();
  for (const peer of [up, down]) {
    const stats = await peer.getStats();
    for (const one of stats.values()) {
      if (one.type === "candidate-pair" && one.nominated) through.add(stats.get(one.localCandidateId)?.candidateType);
    }
  }
  tell({ shown, through: [...through] });
}, 200);

// -- what it is told to do -----------------------------------------------------------------------

const orders = {
  async share() {
    const known = sent.get("screen");
    if (known) known.direction = "sendonly";
    else sent.set("screen", up.addTransceiver(grey(220, 640, true), { direction: "sendonly" }));
    await publish();
  },
  async stop_sharing() {
    sent.get("screen").direction = "inactive";
    await publish();
  },
  async leave() {
    await ask("leave");
  },
};

createInterface({ input: process.stdin })
  .on("line", (line) => orders[line]().catch(fail))
  .on("close", () => process.exit(0));
