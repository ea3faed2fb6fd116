// The tabs on the right: arrows move, a number tells what is new behind a tab.

export function startTabs(room) {
  const tabs = [...document.querySelectorAll("[role=tab]")];
  const open = (chosen, { focus = false } = {}) => {
    for (const tab of tabs) {
      const isChosen = tab === chosen;
      tab.setAttribute("aria-selected", String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !isChosen;
    }
    if (focus) chosen.focus();
    mark(chosen, 0);
  };
  for (const tab of tabs) {
    tab.onclick = () => open(tab);
    tab.onkeydown = ({ key }) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
      const to = { Home: tabs[0], End: tabs.at(-1) }[key]
        ?? (step && tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length]);
      if (to) open(to, { focus: true });
    };
  }
  room.openTab = (code) => open(document.getElementById(`tab-${code}`));
  room.badge = (code, count, { always = false } = {}) => {
    const tab = document.getElementById(`tab-${code}`);
    mark(tab, always || tab.getAttribute("aria-selected") === "false" ? count : 0);
  };
}

function mark(tab, count) {
  const badge = tab.querySelector(".badge");
  badge.hidden = !count;
  badge.textContent = count || "";
}
