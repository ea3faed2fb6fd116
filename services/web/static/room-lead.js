// What the chair, and the secretary on the chair's behalf, do with the meeting as a whole.

import { button, draw, say } from "./room-words.js";

export function startLead(room) {
  const bar = document.getElementById("lead");

  function drawBar() {
    bar.hidden = !room.leads;
    if (!room.leads) return;
    const { meeting, agenda, floor, seats } = room.state;
    const act = (name, fields) => () => room.act(name, fields);
    if (meeting.state !== "open") {
      draw(bar, button(say("open-meeting"), act("meeting.open"), { key: "open", kind: "main" }));
      return;
    }
    const current = agenda.find((item) => item.state === "current");
    const next = agenda.find((item) => item.state === "waiting");
    const isFree = meeting.speech === "free";
    draw(bar,
      next ? button(say(current ? "next-item" : "first-item"), act("item.next"), { key: "next" })
        : current ? button(say("finish-item"), act("item.finish"), { key: "next" }) : null,
      current ? button(say("item-more"), act("item.extend", { minutes: 5 }), { key: "item-more", kind: "quiet" }) : null,
      floor.queue.length ? button(say("call-next"), act("floor.call", { request_id: floor.queue[0].id }), { key: `call-${floor.queue[0].id}` }) : null,
      floor.speaker ? button(say("floor-stop"), act("floor.end"), { key: "stop", kind: "quiet" }) : null,
      button(say(isFree ? "speech-floor" : "speech-free"), act("meeting.rules", { speech: isFree ? "floor" : "free" }), { key: "speech", kind: "quiet" }),
      button(say("mute-all"), act("seats.mute"), { key: "mute", kind: "quiet" }),
      seats.list.some((seat) => seat.muted) ? button(say("unmute-all"), act("seats.unmute"), { key: "unmute", kind: "quiet" }) : null,
      meeting.recording_allowed
        ? button(say(meeting.recording ? "record-stop" : "record-start"), act(meeting.recording ? "recording.stop" : "recording.start"), { key: "record", kind: meeting.recording ? "risky" : "quiet" }) : null,
      button(say(meeting.locked ? "unlock" : "lock"), act("meeting.rules", { locked: !meeting.locked }), { key: "lock", kind: "quiet" }),
      button(say("close-meeting"), close, { key: "close", kind: "risky" }));
  }

  function close() {
    if (window.confirm(say("close-sure"))) room.act("meeting.close");
  }

  room.drawn(["meeting", "agenda", "floor", "seats"], drawBar);
}
