// Lists: up and down move between rows, enter opens; further rows come in when the end is near.

const rows = (table) => [...table.querySelectorAll("a.row")];

function move(event) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const typing = event.target.closest("input, textarea, select, summary, [contenteditable]");
  const table = document.querySelector("[data-rows]");
  if (typing || !table || event.altKey || event.ctrlKey || event.metaKey) return;
  const links = rows(table);
  const step = event.key === "ArrowDown" ? 1 : -1;
  const now = links.indexOf(document.activeElement);
  const next = now < 0 ? (step > 0 ? 0 : links.length - 1) : now + step;
  if (!links[next]) return;
  event.preventDefault();
  links[next].focus();
  links[next].scrollIntoView({ block: "nearest" });
}

async function addPage(place, link) {
  const answer = await fetch(link.href, { credentials: "same-origin" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const table = document.querySelector("[data-rows] tbody");
  const more = page.querySelector("[data-more]");
  table.append(...page.querySelectorAll("[data-rows] tbody tr"));
  place.replaceChildren(...(more ? more.childNodes : []));
}

function watchEnd(place) {
  let busy = false;
  const watcher = new IntersectionObserver(async ([seen]) => {
    const link = place.querySelector("a[rel=next]");
    if (!seen.isIntersecting || busy || !link) return;
    busy = true;
    try {
      await addPage(place, link);
    } finally {
      busy = false;
    }
    // Observed anew, so that a screen longer than a page of rows goes on filling.
    watcher.unobserve(place);
    watcher.observe(place);
  }, { rootMargin: "300px" });
  watcher.observe(place);
}

function closeSheets(event) {
  for (const sheet of document.querySelectorAll("details.account[open]")) {
    const outside = event.type === "click" && !sheet.contains(event.target);
    if (outside || event.key === "Escape") sheet.open = false;
  }
}

document.addEventListener("keydown", move);
document.addEventListener("keydown", closeSheets);
document.addEventListener("click", closeSheets);
const place = document.querySelector("[data-more]");
if (place) watchEnd(place);
if (!document.querySelector("[autofocus]")) document.getElementById("problem")?.focus();
