// Camera, microphone and speaker: chosen, tried, and taken again when one was pulled out.

const VIDEO = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 25, max: 30 } };
const AUDIO = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

export class Devices extends EventTarget {
  constructor() {
    super();
    this.chosen = { audio: "", video: "" };
    this.tracks = { audio: null, video: null };
    this.problems = { audio: "", video: "" };
  }

  /** Both, else one of them; what is refused is said in `problems`. */
  async open() {
    if (!navigator.mediaDevices) {
      this.problems = { audio: "device-insecure", video: "device-insecure" };
      return;
    }
    await Promise.all([this.take("audio"), this.take("video")]);
    navigator.mediaDevices.ondevicechange = () => this.changed();
  }

  async take(kind, id = this.chosen[kind]) {
    const wanted = { ...(kind === "audio" ? AUDIO : VIDEO), ...(id ? { deviceId: { exact: id } } : {}) };
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ [kind]: wanted });
      const [track] = stream.getTracks();
      this.tracks[kind]?.stop();
      this.tracks[kind] = track;
      this.problems[kind] = "";
      track.onended = () => this.lost(kind, track);
    } catch (error) {
      this.problems[kind] = { NotAllowedError: "device-denied", NotFoundError: "device-none",
        NotReadableError: "device-busy", OverconstrainedError: "device-none" }[error.name] ?? "device-failed";
    }
    this.dispatchEvent(new CustomEvent("track", { detail: kind }));
  }

  lost(kind, track) {
    if (this.tracks[kind] !== track) return;
    this.tracks[kind] = null;
    this.problems[kind] = "device-pulled";
    this.dispatchEvent(new CustomEvent("track", { detail: kind }));
    this.take(kind, "");
  }

  async changed() {
    for (const kind of ["audio", "video"]) if (!this.tracks[kind]) await this.take(kind, "");
    this.dispatchEvent(new CustomEvent("list"));
  }

  async choose(kind, id) {
    this.chosen[kind] = id;
    await this.take(kind, id);
  }

  async list(kind) {
    const found = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
    return found.filter((one) => one.kind === `${kind}input`);
  }
}

/** Calls `show` with the loudness of a track, 0 to 1, until it is stopped. */
export function meter(track, show) {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, one) => sum + one * one, 0) / samples.length;
    show(Math.min(1, Math.sqrt(power) * 4));
  }, 100);
  return () => {
    clearInterval(timer);
    if (context.state !== "closed") context.close();
  };
}

/** Three notes out of the speaker. */
export async function tone() {
  const context = new AudioContext();
  const gain = context.createGain();
  gain.connect(context.destination);
  [523, 659, 784].forEach((pitch, at) => {
    const note = context.createOscillator();
    note.frequency.value = pitch;
    note.connect(gain);
    note.start(context.currentTime + at * 0.35);
    note.stop(context.currentTime + at * 0.35 + 0.3);
  });
  gain.gain.setValueAtTime(0.25, context.currentTime);
  await new Promise((done) => setTimeout(done, 1200));
  context.close();
}

/** The choices of one kind of device in a <select>. */
export async function fill(select, devices, kind, unnamed) {
  const rows = await devices.list(kind);
  const now = devices.tracks[kind]?.getSettings().deviceId ?? "";
  select.replaceChildren(...rows.map((one, at) => {
    const option = new Option(one.label || `${unnamed} ${at + 1}`, one.deviceId);
    option.selected = one.deviceId === now;
    return option;
  }));
  select.disabled = rows.length < 2;
}
