// The few large buttons: microphone, camera, hand, screen, leaving. A right that is not there is said.

import { say } from "./room-words.js";

export function startControls(room) {
  const part = (id) => document.getElementById(id);
  const { devices, media } = room;
  const wish = { mic: true, cam: true };
  let screen = null;
  let small = null;

  function settle() {
    const { audio, video } = devices.tracks;
    const { may_speak: maySpeak, may_show: mayShow, may_share: mayShare } = room.rights;
    // What nobody may hear is not sent: the microphone opens with the floor.
    if (audio) audio.enabled = wish.mic && Boolean(maySpeak);
    media.send("microphone", audio);
    const camera = wish.cam && mayShow && !room.onlySound ? video : null;
    if (camera !== media.sending.get("camera")) {
      small?.stop();
      small = camera ? camera.clone() : null;
      media.send("camera", camera);
      media.send("camera_small", small);
      room.dispatchEvent(new CustomEvent("own", {}));
    }
    if (screen && !mayShare) stopSharing();
    name("mic", wish.mic && Boolean(audio), "mic-stop", "mic-start");
    name("cam", wish.cam && Boolean(video), "cam-stop", "cam-start");
    part("mic").disabled = !audio;
    part("cam").disabled = !video || room.onlySound;
    part("share").hidden = !mayShare && !screen;
    name("share", Boolean(screen), "share-stop", "share-start");
    const own = room.state.floor?.queue.find((one) => one.seat_id === room.you?.seat_id);
    name("hand", Boolean(own), "withdraw", "ask-floor");
    const speaks = room.state.floor?.speaker?.seat_id === room.you?.seat_id;
    part("hand").disabled = room.state.meeting?.state !== "open" || speaks;
    part("mic-state").textContent = micState(audio, maySpeak);
    part("mic-state").classList.toggle("is-on", Boolean(audio?.enabled));
  }

  function micState(audio, maySpeak) {
    if (!audio) return say("mic-none");
    if (!wish.mic) return say("mic-off");
    if (room.ownSeat?.muted) return say("mic-by-chair");
    if (!maySpeak) return say(room.state.meeting?.state === "open" ? "mic-waits" : "mic-before");
    return say("mic-on");
  }

  /** A button says what pressing it does; its colour, what is. */
  function name(id, isOn, stop, start) {
    part(id).classList.toggle("is-on", isOn);
    part(id).querySelector("span").textContent = say(isOn ? stop : start);
  }

  async function share() {
    if (screen) {
      stopSharing();
      return;
    }
    try {
      const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 15 } } });
      [screen] = stream.getVideoTracks();
    } catch {
      return;
    }
    screen.contentHint = "detail";
    screen.onended = stopSharing;
    media.send("screen", screen);
    settle();
  }

  function stopSharing() {
    screen?.stop();
    screen = null;
    media.send("screen", null);
    settle();
  }

  part("mic").onclick = () => {
    wish.mic = !wish.mic;
    settle();
  };
  part("cam").onclick = () => {
    wish.cam = !wish.cam;
    settle();
  };
  part("share").onclick = share;
  part("hand").onclick = () => {
    const own = room.state.floor?.queue.find((one) => one.seat_id === room.you.seat_id);
    if (own) room.act("floor.withdraw", { request_id: own.id });
    else room.act("floor.ask", { kind: "speak", person: room.person ?? room.you.person });
  };
  part("leave").onclick = async () => {
    await room.socket.leave();
    media.stop();
    if (room.back) location.href = room.back;
    else location.reload();
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, button, summary, [role=tab]");
    if (typing || event.altKey || event.ctrlKey || event.metaKey || part("inside").hidden) return;
    const pressed = { m: "mic", v: "cam", g: "hand" }[event.key.toLowerCase()];
    if (pressed) part(pressed).click();
  });

  devices.addEventListener("track", settle);
  room.on("layout", settle);
  room.drawn(["rights", "floor", "seats", "meeting"], settle);
  room.on("event", ({ kind, seat_id: seat, person }) => {
    if (kind === "floor_given") {
      room.toast(seat === room.you.seat_id ? say("your-turn") : say("has-floor", { name: room.nameOf(seat, person) }));
    }
    const words = { opened: "meeting-opened", recording_started: "recording-on", recording_stopped: "recording-off", vote_closed: "vote-closed", roll_called: "roll-called" };
    if (words[kind]) room.toast(say(words[kind]));
  });
}
