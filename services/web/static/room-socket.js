// The meeting's socket (docs/meetings.md): joins, asks, hears; comes back by itself with its seat.

const FINAL = new Set([1000, 4400, 4401, 4403, 4404, 4409, 4410]);
const FIRST_WAIT = 300;
const LONGEST_WAIT = 5000;
const PATIENCE = 12000;
const PING = 10000;

export class Refused extends Error {
  constructor(answer) {
    super(answer.detail || answer.code);
    this.code = answer.code;
    this.answer = answer;
  }
}

/** The name of this device, kept by the tab over its reloads. */
function deviceOf(meeting, role) {
  const key = `congvu-device-${role}-${meeting}`;
  let name = sessionStorage.getItem(key);
  if (!name) {
    name = Array.from(crypto.getRandomValues(new Uint8Array(12)), (one) => (one % 36).toString(36)).join("");
    sessionStorage.setItem(key, name);
  }
  return name;
}

// What a socket is for: a device at its seat, the hall's screen, the device check.
const DOORS = { seat: "live", hall: "live", check: "line" };
const WELCOMES = new Set(["snapshot", "lobby", "trial"]);

/** Tells: `snapshot`, `state`, `event`, `media`, `signal`, `timer`, `lobby`, `trial`, `lost`, `back`, `over`. */
export class Socket extends EventTarget {
  constructor({ meeting, guest, role }) {
    super();
    this.meeting = meeting;
    this.guest = guest;
    this.role = role;
    this.device = deviceOf(meeting, role);
    this.lastSeq = null;
    this.isOpen = false;
    this.offset = 0;
    this.asked = new Map();
    this.number = 0;
    this.wait = FIRST_WAIT;
    this.over = false;
    window.addEventListener("online", () => this.hurry());
  }

  join() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/meetings/${this.meeting}/${DOORS[this.role]}`);
    this.socket = socket;
    socket.onopen = () => {
      const message = { do: "join", id: "join", device: this.device };
      if (this.guest) message.guest = this.guest;
      if (this.role === "hall") message.looks_on = true;
      if (this.lastSeq !== null) message.last_seq = this.lastSeq;
      socket.send(JSON.stringify(message));
    };
    socket.onmessage = ({ data }) => socket === this.socket && this.hear(JSON.parse(data));
    socket.onclose = ({ code, reason }) => socket === this.socket && this.end(code, reason);
  }

  hear(message) {
    if (message.seq) this.lastSeq = Math.max(this.lastSeq ?? 0, message.seq);
    if (message.now) this.offset = Date.parse(message.now) - Date.now();
    if (message.type === "answer") {
      const waiting = this.asked.get(message.to);
      this.asked.delete(message.to);
      if (message.to === "join" && message.ok === false) this.refusal = message;
      if (message.ok) waiting?.done(message);
      else waiting?.failed(new Refused(message));
      return;
    }
    if (WELCOMES.has(message.type)) {
      const wasOpen = this.wasOpen;
      [this.isOpen, this.wasOpen, this.wait] = [true, true, FIRST_WAIT];
      this.watch();
      this.tell(message.type, message);
      if (wasOpen) this.tell("back", message);
      return;
    }
    this.tell(message.type, message);
  }

  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** Ask, and get the answer; refused or unanswered it is an exception. */
  ask(name, fields = {}) {
    if (!this.isOpen) return Promise.reject(new Refused({ code: "no-line" }));
    const id = ++this.number;
    return new Promise((done, refuse) => {
      const timer = setTimeout(() => failed(new Refused({ code: "no-answer" })), PATIENCE);
      const failed = (error) => {
        clearTimeout(timer);
        this.asked.delete(id);
        refuse(error);
      };
      this.asked.set(id, { done: (answer) => { clearTimeout(timer); done(answer); }, failed });
      this.socket.send(JSON.stringify({ do: name, id, ...fields }));
    });
  }

  /** A line that is dead without saying so is found by a ping that nobody answers. */
  watch() {
    clearInterval(this.pinging);
    this.pinging = setInterval(async () => {
      const socket = this.socket;
      try {
        await Promise.race([this.ask("ping"), new Promise((_, no) => setTimeout(no, PING / 2))]);
      } catch {
        if (socket === this.socket && this.isOpen) this.end(1006, "");
      }
    }, PING);
  }

  end(code, reason) {
    const socket = this.socket;
    this.socket = null;
    this.isOpen = false;
    clearInterval(this.pinging);
    socket?.close();
    for (const { failed } of [...this.asked.values()]) failed(new Refused({ code: "no-line" }));
    if (this.over) return;
    if (FINAL.has(code)) {
      this.over = true;
      this.tell("over", { code, reason, refusal: this.refusal });
      return;
    }
    this.tell("lost", { code });
    this.timer = setTimeout(() => this.join(), this.wait);
    this.wait = Math.min(this.wait * 1.7, LONGEST_WAIT);
  }

  hurry() {
    if (this.isOpen || this.over || this.socket) return;
    clearTimeout(this.timer);
    this.join();
  }

  async leave() {
    this.over = true;
    try {
      await this.ask("leave");
    } catch { /* the server notices by itself */ }
    this.socket?.close();
  }

  /** The server's time, which all clocks of the meeting follow. */
  now() {
    return Date.now() + this.offset;
  }
}
