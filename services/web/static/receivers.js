// Receivers: agencies found while one types, groups taken over, without losing the chosen file.

const WAIT = 180;

function start(place) {
  const query = place.querySelector("[data-query]");
  const found = place.querySelector("[data-found]");
  const chosen = place.querySelector("[data-chosen]");
  let timer = 0;
  let asked = "";

  async function fetchRows(parameters) {
    const answer = await fetch(`${place.dataset.receivers}?${new URLSearchParams(parameters)}`);
    if (!answer.ok) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  }

  const isChosen = (id) => Boolean(chosen.querySelector(`[data-id="${CSS.escape(id)}"]`));

  async function look() {
    const words = query.value.trim();
    if (words === asked) return;
    asked = words;
    const page = words ? await fetchRows({ q: words }) : null;
    if (words !== asked) return;
    found.replaceChildren(...(page ? page.querySelector("[data-found]").childNodes : []));
    if (page) place.rowOfOne = page.querySelector("template").content;
    for (const box of found.querySelectorAll("input[type=checkbox]")) {
      // The row itself must not be sent: what is chosen moves to the list below.
      box.removeAttribute("name");
      box.checked = isChosen(box.value);
    }
    for (const hidden of found.querySelectorAll("input[type=hidden]")) hidden.remove();
  }

  function add(id, name) {
    if (isChosen(id) || !place.rowOfOne) return;
    const row = place.rowOfOne.querySelector("li").cloneNode(true);
    row.dataset.id = id;
    row.querySelector("input[type=checkbox]").value = id;
    row.querySelector("label span").textContent = name;
    const hidden = row.querySelector("input[type=hidden]");
    hidden.name = `name_${id}`;
    hidden.value = name;
    const purpose = row.querySelector("select");
    purpose.name = `purpose_${id}`;
    purpose.setAttribute("aria-label", purpose.getAttribute("aria-label").replace("__name__", name));
    chosen.append(row);
  }

  async function addGroup(event) {
    event.preventDefault();
    const page = await fetchRows({ group: place.querySelector("[data-group]").value });
    for (const row of page?.querySelectorAll("[data-chosen] li") ?? []) {
      if (!isChosen(row.dataset.id)) chosen.append(row);
    }
  }

  query.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, WAIT);
  });
  query.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      look();
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      found.querySelector("input")?.focus();
    } else if (event.key === "Escape") {
      query.value = "";
      look();
    }
  });
  found.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const boxes = [...found.querySelectorAll("input")];
    (boxes[boxes.indexOf(document.activeElement) + step] ?? query).focus();
  });
  found.addEventListener("change", (event) => {
    const box = event.target;
    if (box.checked) add(box.value, box.dataset.name);
    else chosen.querySelector(`[data-id="${CSS.escape(box.value)}"]`)?.remove();
  });
  chosen.addEventListener("change", (event) => {
    if (event.target.type !== "checkbox" || event.target.checked) return;
    const row = event.target.closest("li");
    const box = found.querySelector(`input[value="${CSS.escape(row.dataset.id)}"]`);
    if (box) box.checked = false;
    row.remove();
  });
  place.querySelector("[data-find]").addEventListener("click", (event) => {
    event.preventDefault();
    asked = "";
    look();
  });
  place.querySelector("[data-add-group]")?.addEventListener("click", addGroup);
}

function startAll() {
  for (const place of document.querySelectorAll("[data-receivers]")) start(place);
}

startAll();
document.addEventListener("congvu:page", startAll);
