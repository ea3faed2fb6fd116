// A page that waits for something asks again and takes over the parts that changed.

const main = document.querySelector("main");
const SLOWEST = 15000;

const isInUse = (part) =>
  part.contains(document.activeElement) && document.activeElement !== document.body;

function takeOver(page) {
  let changed = false;
  for (const part of document.querySelectorAll("[data-live]")) {
    const fresh = page.querySelector(`[data-live="${part.dataset.live}"]`);
    if (!fresh || isInUse(part) || same(part, fresh)) continue;
    const open = new Set([...part.querySelectorAll("details[open] .name")].map((name) => name.textContent));
    changed ||= part.dataset.live === "state";
    part.replaceChildren(...fresh.childNodes);
    for (const name of part.querySelectorAll("details .name")) {
      if (open.has(name.textContent)) name.closest("details").open = true;
    }
  }
  if (changed) announce();
}

// The line that said "under way" now says what came of it.
function announce() {
  const line = document.createElement("p");
  line.className = "notice";
  line.append(...document.querySelector("[data-live=state]").cloneNode(true).childNodes);
  document.getElementById("notice").replaceChildren(line);
}

// Keys of forms are new on every page and say nothing about a change.
const plain = (part) => {
  const copy = part.cloneNode(true);
  for (const key of copy.querySelectorAll("input[name=key]")) key.remove();
  for (const details of copy.querySelectorAll("details")) details.removeAttribute("open");
  return copy.innerHTML;
};
const same = (part, fresh) => plain(part) === plain(fresh);

async function again(wait) {
  await new Promise((done) => setTimeout(done, wait));
  let next = Math.min(wait * 1.2, SLOWEST);
  if (!document.hidden) {
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      if (answer.redirected) return;
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        takeOver(page);
        const asked = page.querySelector("main")?.dataset.refresh;
        if (!asked) return;
        if (asked !== main.dataset.refresh) {
          main.dataset.refresh = asked;
          next = Number(asked);
        }
      }
    } catch {
      next = SLOWEST;
    }
  }
  again(next);
}

if (main.dataset.refresh) again(Number(main.dataset.refresh));
