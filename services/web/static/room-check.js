// The device check: what one sees and hears of oneself, and the way to the meeting's media.

import { Devices, fill, meter, tone } from "./room-devices.js";
import { Media } from "./room-media.js";
import { Socket } from "./room-socket.js";
import { say } from "./room-words.js";

const part = (id) => document.getElementById(id);
const devices = new Devices();
// The shared screen is the most that one device sends in a meeting; milliseconds, bit/s.
const MOST = 2_500_000;
const ENOUGH = 1_000_000;
const FOR_SOUND = 150_000;
const PATIENCE = 30_000;
const SETTLING = 3000;
const MEASURED = 6000;
let stopMeter = null;

async function show() {
  const { tracks, problems } = devices;
  part("preview").srcObject = tracks.video ? new MediaStream([tracks.video]) : null;
  part("camera-says").textContent = say(problems.video || "camera-good");
  part("microphone-says").textContent = say(problems.audio || "speak-to-see");
  stopMeter?.();
  let loudest = 0;
  stopMeter = tracks.audio && meter(tracks.audio, (level) => {
    part("level").value = level;
    if (level > 0.05 && loudest <= 0.05) part("microphone-says").textContent = say("microphone-good");
    loudest = Math.max(loudest, level);
  });
  await fill(part("camera"), devices, "video", say("camera"));
  await fill(part("microphone"), devices, "audio", say("microphone"));
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Resolves with the first of an event, fails with why the socket ended or with `otherwise`. */
function first(from, name, otherwise, is = () => true) {
  return new Promise((done, failed) => {
    from.addEventListener(name, (event) => is(event.detail) && done(event.detail));
    from.addEventListener("over", ({ detail }) => failed(new Error(detail.refusal?.code ?? detail.code)));
    setTimeout(() => failed(new Error(otherwise)), PATIENCE);
  });
}

/** Through the meeting's own engine, in a room for this device alone: it is shown what it sends. */
async function measure() {
  part("measure").disabled = true;
  part("network-facts").hidden = true;
  part("network-says").textContent = say("measuring");
  const socket = new Socket({ meeting: part("check").dataset.meeting, guest: part("check").dataset.guest, role: "check" });
  const media = new Media(socket);
  const picture = noise();
  try {
    const welcomed = first(socket, "trial", "no-answer");
    socket.join();
    const { sender } = await welcomed;
    media.startBitrate = MOST / 1000;
    media.sending.set("screen", picture.track);
    media.view = { wanted: [{ participant: sender, purpose: "screen" }], audio: false };
    const working = first(media, "line", "media", ({ state }) => state === "working");
    media.connect();
    await working;
    await pause(SETTLING);
    const before = await counted(media);
    await pause(MEASURED);
    tell(figures(before, await counted(media)));
  } catch (error) {
    console.info("check:", error.message);
    part("network-says").textContent = say(error.message === "media" ? "network-no-media" : "network-failed");
  } finally {
    picture.stop();
    media.stop();
    socket.leave();
    part("measure").disabled = false;
  }
}

/** A moving picture that no encoder can make small, so that the line is filled. */
function noise() {
  const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 360 });
  const context = canvas.getContext("2d");
  const image = context.createImageData(canvas.width, canvas.height);
  const words = new Uint32Array(image.data.buffer);
  const timer = setInterval(() => {
    for (let at = 0; at < words.length; at += 1) words[at] = (Math.random() * 0xffffff) | 0xff000000;
    context.putImageData(image, 0, 0);
  }, 1000 / 15);
  const [track] = canvas.captureStream(15).getVideoTracks();
  return { track, stop: () => { clearInterval(timer); track.stop(); } };
}

async function counted({ working: { up, down } }) {
  const found = { at: performance.now(), rtt: null, sent: 0, sentLost: null, received: 0, packets: 0, lost: 0 };
  for (const one of [...(await up.getStats()).values(), ...(await down.getStats()).values()]) {
    if (one.type === "candidate-pair" && one.nominated) found.rtt = Math.max(found.rtt ?? 0, one.currentRoundTripTime ?? 0);
    if (one.type === "outbound-rtp") found.sent += one.bytesSent;
    if (one.type === "remote-inbound-rtp") found.sentLost = Math.max(found.sentLost ?? 0, one.fractionLost ?? 0);
    if (one.type !== "inbound-rtp") continue;
    found.received += one.bytesReceived;
    found.packets += one.packetsReceived;
    found.lost += Math.max(0, one.packetsLost);
  }
  return found;
}

/** Round trip in seconds, loss as a share, rates in bit/s that really went through. */
function figures(before, after) {
  const seconds = (after.at - before.at) / 1000;
  const [lost, came] = [after.lost - before.lost, after.packets - before.packets];
  const upLoss = after.sentLost ?? 0;
  return {
    rtt: after.rtt,
    loss: Math.max(upLoss, lost / Math.max(1, lost + came)),
    up: (8 * (after.sent - before.sent) * (1 - upLoss)) / seconds,
    down: (8 * (after.received - before.received)) / seconds,
  };
}

function tell({ rtt, loss, up, down }) {
  const rate = Math.min(up, down);
  const isGood = rtt !== null && rtt < 0.3 && loss < 0.03 && rate > ENOUGH;
  const isBad = loss > 0.1 || rate < FOR_SOUND;
  part("network-says").textContent = say(isGood ? "network-good" : isBad ? "network-bad" : "network-weak");
  part("network-rtt").textContent = rtt === null ? "–" : say("milliseconds", { n: Math.max(1, Math.round(rtt * 1000)) });
  part("network-loss").textContent = `${number(loss * 100)} %`;
  part("network-up").textContent = rateOf(up);
  part("network-down").textContent = rateOf(down);
  part("network-facts").hidden = false;
}

const number = (value) => value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
// What was offered came whole: the line may carry more than was asked of it.
const rateOf = (bits) => say(bits > 0.8 * MOST ? "rate-at-least" : "rate", { n: number(bits / 1e6) });

part("camera").onchange = ({ target }) => devices.choose("video", target.value);
part("microphone").onchange = ({ target }) => devices.choose("audio", target.value);
part("tone").onclick = () => tone();
part("measure").onclick = measure;
devices.addEventListener("track", show);
devices.addEventListener("list", show);
await devices.open();
show();
