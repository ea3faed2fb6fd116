// A plain state of the line, of the meeting, and the clock of the wall.

import { say, timeOf } from "./room-words.js";

const EVERY = 3000;
const WEAK_LOSS = 0.04;
const WEAK_TRIP = 0.4;

export function startLine(room) {
  const line = document.getElementById("line");
  const state = document.getElementById("room-state");
  const { media, socket } = room;
  let quality = "good";
  let measured = { rtt: null, loss: 0 };
  let before = null;

  function drawLine() {
    const code = !socket.isOpen ? "line-away"
      : media.state === "connecting" ? "line-connecting"
        : media.state === "recovering" ? "line-recovering"
          : media.state === "lost" ? "line-lost"
            : quality === "audio_only" ? "line-audio"
              : quality === "weak" || measured.loss > WEAK_LOSS || measured.rtt > WEAK_TRIP ? "line-weak" : "line-good";
    const numbers = code === "line-good";
    const text = say(code) + (numbers && measured.rtt !== null
      ? ` (${Math.round(measured.rtt * 1000)} ms, ${say("loss", { n: Math.round(measured.loss * 100) })})` : "");
    if (line.dataset.code !== code || !numbers) line.textContent = text;
    else line.title = text;
    line.dataset.code = code;
    line.title = text;
  }

  async function measure() {
    const now = await media.measure();
    const lost = now.lost - (before?.lost ?? 0);
    const all = now.received + now.lost - (before?.received ?? 0) - (before?.lost ?? 0);
    measured = { rtt: now.rtt, loss: Math.max(all > 50 ? Math.max(0, lost / all) : 0, now.sentLost ?? 0) };
    before = now;
    drawLine();
  }

  media.addEventListener("line", drawLine);
  media.addEventListener("quality", ({ detail }) => {
    quality = detail.line;
    drawLine();
  });
  for (const name of ["lost", "back", "snapshot"]) socket.addEventListener(name, drawLine);
  setInterval(() => media.working && measure(), EVERY);
  room.drawn(["meeting"], () => {
    const { meeting } = room.state;
    state.textContent = say(`state-${meeting.state}`) + (meeting.recording ? ` · ${say("recording")}` : "");
    state.classList.toggle("is-recording", Boolean(meeting.recording));
  });
  room.on("tick", (now) => { if (room.you) document.getElementById("now").textContent = timeOf(now); });
}
