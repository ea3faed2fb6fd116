// Signing with a key on this machine: the server prepares, a program here signs, the server checks.

import * as service from "./sign-service.js";
import * as webEid from "./web-eid.js";

const lang = document.documentElement.lang;
const PAUSE = 300;
const LONGEST_PAUSE = 2000;

class Refusal extends Error {
  constructor(said) {
    super(said.happened);
    this.said = said;
  }
}

async function send(path, body) {
  const file = body instanceof Blob;
  const answer = await fetch(path, {
    method: "POST",
    credentials: "same-origin",
    headers: { "Content-Type": file ? "application/pdf" : "application/json" },
    body: file ? body : JSON.stringify(body),
  });
  return read(answer);
}

async function read(answer) {
  const said = await answer.json();
  if (!answer.ok) throw new Refusal(said);
  return said;
}

const pause = (wait) => new Promise((done) => setTimeout(done, wait));

class Signing {
  constructor(box) {
    this.box = box;
    this.session = null;
  }

  part(name) {
    return this.box.querySelector(`[data-${name}]`);
  }

  // The session was begun before, here or on this page's last visit.
  get begun() {
    return this.box.dataset.begun;
  }

  words(code) {
    const said = (one) => this.box.querySelector(`[data-code="${CSS.escape(one)}"]`);
    return (said(code) ?? said("other")).textContent;
  }

  progress(code) {
    this.part("refusal").hidden = true;
    const line = this.part("progress");
    line.querySelector("span").textContent = `${this.where()}${this.words(code)}`;
    line.hidden = false;
  }

  // "Step 3 of 5: the seal." where there are several.
  where() {
    if (!(this.session?.steps.length > 1)) return "";
    const { step, steps } = this.session;
    const what = this.box.querySelector(`[data-step="${step}"] span`).textContent;
    return `${this.filled("step", { step, steps: steps.length, what })} `;
  }

  filled(code, facts) {
    return this.words(code).replaceAll(/\{(\w+)\}/g, (_, name) => facts[name]);
  }

  showSteps() {
    for (const [index, step] of this.session.steps.entries()) {
      const line = this.box.querySelector(`[data-step="${index + 1}"]`);
      line?.classList.toggle("is-signed", step.is_signed);
      line?.classList.toggle("is-next", index + 1 === this.session.step && !step.is_signed);
    }
  }

  working(on) {
    for (const button of this.box.querySelectorAll("[data-sign]")) button.disabled = on;
    if (!on) this.part("progress").hidden = true;
  }

  async start(agent, facts = {}) {
    this.progress("preparing");
    if (this.begun) {
      this.session = await this.look(this.begun);
      return this.turn();
    }
    const wanted = { agent, version: this.box.dataset.version, ...this.place(), ...facts };
    this.session = await send(`${this.box.dataset.signing}/signing-sessions`, wanted);
    return this.turn();
  }

  // Chosen on a picture of the page, or nothing.
  place() {
    const chosen = [...this.box.querySelectorAll("[data-place-of]")];
    if (!chosen.length) return {};
    return { place: Object.fromEntries(chosen.map((one) => [one.dataset.placeOf, Number(one.value)])) };
  }

  // Asks until it is the official's turn, or all is over.
  async turn() {
    let wait = PAUSE;
    while (this.session.state === "started" && this.session.stage !== "waiting") {
      await pause(wait);
      wait = Math.min(wait * 1.3, LONGEST_PAUSE);
      this.session = await this.look(this.session.id);
    }
    this.showSteps();
    return this.session.state === "started";
  }

  async look(id) {
    return read(await fetch(`/signing-sessions/${id}`, { credentials: "same-origin" }));
  }

  path(act = "") {
    return `/signing-sessions/${this.session.id}${act}`;
  }

  async answer(act, body) {
    this.session = await send(this.path(act), body);
    this.progress("completing");
    return this.turn();
  }

  async byWebEid() {
    this.progress("asking-certificate");
    const { certificate, algorithms } = await webEid.getSigningCertificate(lang);
    let waiting = await this.start("web_eid", { certificate, algorithms });
    while (waiting) {
      this.progress("asking-pin");
      const { to_sign: hash, hash_function: name } = this.session;
      const value = await webEid.sign(certificate, hash, name, lang);
      waiting = await this.answer("/value", { value });
    }
  }

  async byService() {
    await service.requireService(this.box.dataset.service);
    let waiting = await this.start("sign_service");
    while (waiting) {
      this.progress("asking-pin");
      const { url, message } = await send(this.path("/calls"), {});
      // What the service says is no proof: the server looks at the file it was sent.
      await service.call(url, message);
      this.progress("completing");
      const step = this.session.step;
      waiting = await this.afterFile(step);
    }
  }

  async afterFile(step) {
    do {
      await pause(PAUSE);
      this.session = await this.look(this.session.id);
    } while (this.session.state === "started" && !(this.session.stage === "waiting" && this.session.step > step));
    this.showSteps();
    return this.session.state === "started";
  }

  async byHand() {
    let waiting = await this.start("by_hand");
    const form = this.part("by-hand");
    let refused = false;
    while (waiting) {
      if (!refused) this.progress("waiting-file");
      this.part("download").href = this.path("/file");
      form.querySelector("[data-abort-signing]").dataset.abortSigning = this.session.id;
      form.hidden = false;
      form.reset();
      const file = await new Promise((done) => {
        form.onsubmit = (event) => {
          event.preventDefault();
          done(form.querySelector("input").files[0]);
        };
      });
      form.hidden = true;
      this.progress("completing");
      try {
        this.session = await send(this.path("/file"), file);
        waiting = await this.turn();
        refused = false;
      } catch (error) {
        if (error.said?.code !== "addition-refused") throw error;
        refused = true;
        this.refuse(error);
      }
    }
  }

  async run(way) {
    this.working(true);
    try {
      await { web_eid: () => this.byWebEid(), sign_service: () => this.byService(), by_hand: () => this.byHand() }[way]();
      if (this.session.state !== "completed") throw Object.assign(new Error(), { code: this.session.problem ?? this.session.state });
      this.progress("completed");
      location.assign(this.box.dataset.signing);
    } catch (error) {
      await this.stop(way, error);
      this.working(false);
      this.refuse(error);
      if (error.code === "service-absent") this.box.querySelector("details").open = true;
      this.session = null;
    }
  }

  // What was signed in earlier steps is kept while the session lives; else nothing is left waiting.
  async stop(way, error) {
    this.part("by-hand").hidden = true;
    if (!this.session && this.begun) return; // not reached yet, and still there
    if (this.session?.state === "started" && this.session.step > 1 && error.said?.code !== "signing-session-over") {
      this.keep(way);
      return;
    }
    await this.giveUp(error);
    // Also a session that came to nothing has changed the document.
    if (this.session) this.box.dataset.version = this.session.document_version ?? "";
    delete this.box.dataset.begun;
    this.show({ goOn: false });
    for (const line of this.box.querySelectorAll("[data-step]")) line.className = "";
  }

  keep(way) {
    this.box.dataset.begun = this.session.id;
    this.part("go-on").querySelector("[data-sign]").dataset.sign = way;
    this.part("go-on").querySelector("[data-abort-signing]").dataset.abortSigning = this.session.id;
    this.show({ goOn: true });
  }

  show({ goOn }) {
    this.part("go-on").hidden = !goOn;
    this.part("ways").hidden = goOn;
  }

  // Leaves nothing waiting on the server for an answer that will not come.
  async giveUp(error) {
    if (this.session?.state !== "started") return;
    const reason = String(error.code ?? error.said?.code ?? "other").toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
    try {
      this.session = await send(this.path("/abort"), { reason: reason.slice(0, 60) });
    } catch {
      // It expires by itself.
    }
  }

  refuse(error) {
    const box = this.part("refusal");
    const [happened, more] = box.querySelectorAll("p");
    happened.textContent = error.said?.happened ?? this.words(error.code ?? "other");
    more.textContent = this.more(error);
    box.hidden = false;
    box.focus();
  }

  more(error) {
    const fromService = error.code === "service-refused" ? error.message : "";
    if (this.begun && this.session) {
      const done = this.session.steps.filter((step) => step.is_signed).length;
      return `${fromService} ${this.filled("kept", { done, steps: this.session.steps.length })}`.trim();
    }
    return error.said ? `${error.said.means} ${error.said.advice}` : fromService;
  }
}

// A button that nobody listens to yet is no button; the page may bring new ones by itself.
function listen() {
  for (const button of document.querySelectorAll("[data-sign][data-idle]")) {
    button.disabled = false;
    delete button.dataset.idle;
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-sign]");
  if (button) new Signing(button.closest("[data-signing]")).run(button.dataset.sign);
  const abort = event.target.closest("[data-abort-signing]");
  if (!abort) return;
  abort.disabled = true;
  try {
    await send(`/signing-sessions/${abort.dataset.abortSigning}/abort`, { reason: "user-cancelled" });
  } finally {
    location.reload();
  }
});

listen();
new MutationObserver(listen).observe(document.querySelector("main"), { childList: true, subtree: true });
