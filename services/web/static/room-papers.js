// Documents of the items beside the picture; the page that the chair shows to all.

import { say } from "./room-words.js";

export function startPapers(room) {
  const part = (id) => document.getElementById(id);
  const { meeting, guest } = part("room").dataset;
  const base = guest ? `/meetings/guest/${guest}` : `/meetings/${meeting}`;
  const [names, items] = [new Map(), new Map()];
  room.itemOf = (document_id) => items.get(document_id);
  let [shown, page, follows] = [null, 1, true];

  function show(document_id, number) {
    [shown, page] = [document_id, number];
    part("paper").hidden = !shown;
    document.body.classList.toggle("with-paper", Boolean(shown));
    room.dispatchEvent(new CustomEvent("paper"));
    if (!shown) return;
    const picture = part("page-picture");
    picture.src = `${base}/documents/${shown}/pages/${page}?width=1000`;
    picture.alt = say("page-of", { n: page, name: names.get(shown) ?? "" });
    part("page-name").textContent = picture.alt;
    part("page-back").disabled = page <= 1;
    const { document_id: theirs, page: their } = room.state.page ?? {};
    part("page-share").hidden = !room.leads || (theirs === shown && their === page);
    part("page-follow").hidden = room.leads || !theirs || follows;
  }

  // Behind the last page there is none: the one before stays.
  part("page-picture").onerror = () => page > 1 && show(shown, page - 1);
  part("page-back").onclick = () => turn(-1);
  part("page-on").onclick = () => turn(1);
  part("page-close").onclick = () => {
    follows = false;
    show(null, 1);
    if (room.leads && room.state.page?.document_id) room.act("page.show", { document_id: null });
  };
  part("page-share").onclick = () => room.act("page.show", { document_id: shown, page });
  part("page-follow").onclick = () => {
    follows = true;
    follow();
  };
  /** What lies on the table now: it may change while the meeting runs. */
  async function list() {
    const answer = await fetch(`${base}/papers`, { credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok) return;
    const read = new DOMParser().parseFromString(await answer.text(), "text/html");
    part("papers").replaceChildren(...read.body.childNodes);
    for (const one of part("papers").querySelectorAll("[data-document]")) {
      names.set(one.dataset.document, one.textContent);
      items.set(one.dataset.document, one.dataset.item);
      one.onclick = () => {
        follows = false;
        show(one.dataset.document, 1);
      };
    }
    if (shown) show(shown, page);
  }
  room.on("joined", list);
  part("tab-papers").addEventListener("click", list);

  room.paper = () => (shown ? { document_id: shown, page, name: names.get(shown) ?? "" } : null);

  function turn(step) {
    follows = false;
    show(shown, page + step);
    if (room.leads && room.state.page?.document_id === shown) room.act("page.show", { document_id: shown, page });
  }

  function follow() {
    const { document_id: theirs, page: their } = room.state.page ?? {};
    if (!theirs && shown && follows) show(null, 1);
    else if (theirs && follows && (theirs !== shown || their !== page)) show(theirs, their);
    else if (shown) show(shown, page);
  }

  let last = null;
  room.drawn(["page"], () => {
    const theirs = room.state.page?.document_id ?? null;
    // What the chair shows anew is seen, whatever one has closed before.
    if (theirs && theirs !== last) follows = true;
    last = theirs;
    follow();
  });
}
