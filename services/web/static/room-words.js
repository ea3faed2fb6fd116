// Sentences of the page's own language, put by the server into [data-words]; and small helpers.

const words = new Map();
for (const one of document.querySelectorAll("[data-words] [data-code]")) {
  words.set(one.dataset.code, one.textContent);
}

/** The sentence of a code, with `%(name)s` filled in. */
export function say(code, values = {}) {
  const text = words.get(code) ?? code;
  return text.replace(/%\((\w+)\)s/g, (_, name) => values[name] ?? "");
}

/** An element: attributes, listeners (`on...`), and children that are elements or text. */
export function h(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else made.setAttribute(name, value);
  }
  made.append(...children.flat(Infinity).filter((one) => one !== null && one !== undefined && one !== false));
  return made;
}

/** A button that says what it does; `key` finds it again after its list was drawn anew. */
export function button(label, act, { key, kind = "", hint, pressed } = {}) {
  return h("button", {
    type: "button", class: kind, "data-key": key, "aria-label": hint ? `${label} ${hint}` : null,
    "aria-pressed": pressed === undefined ? null : String(pressed), onclick: act,
  }, label);
}

/**
 * Put new children in a place; the focus stays on what has the same key. What is the same stays as it
 * is: a button that is being pressed must not go away under the finger.
 */
export function draw(place, ...children) {
  const fresh = document.createElement("div");
  fresh.append(...children.flat(Infinity).filter(Boolean));
  if (sameChildren(place, fresh)) return true;
  const focused = place.contains(document.activeElement) ? document.activeElement : null;
  if (focused?.matches("input, textarea, select")) return false;
  const key = focused?.dataset.key;
  place.replaceChildren(...fresh.childNodes);
  if (key) place.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
  return true;
}

function sameChildren(place, fresh) {
  const [are, wanted] = [place.childNodes, fresh.childNodes];
  return are.length === wanted.length && [...are].every((one, at) => one.isEqualNode(wanted[at]));
}

export const clock = (seconds) => {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const tail = `${String(minutes).padStart(2, "0")}:${String(whole % 60).padStart(2, "0")}`;
  return hours ? `${hours}:${tail}` : tail;
};

// The office's time and day, wherever the machine stands and whatever it thinks.
const zone = { timeZone: "Asia/Ho_Chi_Minh" };
const hours = new Intl.DateTimeFormat("vi", { ...zone, hour: "2-digit", minute: "2-digit", hour12: false });
const days = new Intl.DateTimeFormat(document.documentElement.lang === "en" ? "en-GB" : "vi",
  { ...zone, weekday: "long", day: "2-digit", month: "2-digit", year: "numeric" });
export const timeOf = (moment) => hours.format(new Date(moment));
export const dayOf = (moment) => days.format(new Date(moment));

/** As offices write a name where there is little room. */
export const shortOf = (name) => name.replace("Ủy ban nhân dân", "UBND").replace("Hội đồng nhân dân", "HĐND");
