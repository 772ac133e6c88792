// Tab lists as the ARIA Authoring Practices have them: arrows, Home and End move and
// select, only the selected tab is in the focus order.

import { $, $$ } from "./dom.js";

const usable = (tab) => tab.getAttribute("aria-disabled") !== "true";

/** Wire one tab list; `shown(id)` is called with the id of the tab that was selected. */
export function tabList(list, shown = () => {}) {
  const tabs = $$('[role="tab"]', list);

  function select(tab, { focus = false } = {}) {
    if (!usable(tab)) return;
    for (const other of tabs) {
      const chosen = other === tab;
      other.setAttribute("aria-selected", String(chosen));
      other.tabIndex = chosen ? 0 : -1;
      $(`#${other.getAttribute("aria-controls")}`).hidden = !chosen;
    }
    if (focus) tab.focus();
    shown(tab.id);
  }

  list.addEventListener("click", (event) => {
    const tab = event.target.closest('[role="tab"]');
    if (tab) select(tab);
  });
  list.addEventListener("keydown", (event) => {
    const open = tabs.filter(usable);
    const now = open.indexOf(document.activeElement);
    const next = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: open.length - 1 }[event.key];
    if (now < 0 || next === undefined) return;
    event.preventDefault();
    select(open[(next + open.length) % open.length], { focus: true });
  });

  return {
    select: (id, options) => select($(`#${id}`), options),
    selected: () => tabs.find((tab) => tab.getAttribute("aria-selected") === "true").id,
  };
}
