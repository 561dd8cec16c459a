// Ways of checking as tabs: arrows and Alt with a digit choose one. Without a script every form stands on the page.

for (const box of document.querySelectorAll("[data-tabs]")) {
  const tabs = [...box.querySelectorAll("[data-tab]")];
  if (!tabs.length) continue;
  const panels = tabs.map((tab) => document.getElementById(tab.dataset.tab));
  tabs[0].parentElement.setAttribute("role", "tablist");
  tabs[0].parentElement.setAttribute("aria-label", box.dataset.tabs);

  const choose = (index, into) => {
    tabs.forEach((tab, at) => {
      const chosen = at === index;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      panels[at].toggleAttribute("data-chosen", chosen);
      if (!chosen) panels[at].querySelector("form").reset();
    });
    (into ? panels[index].querySelector("input:not([type=hidden])") : tabs[index]).focus();
  };

  tabs.forEach((tab, at) => {
    const chosen = tab.hasAttribute("data-chosen");
    tab.removeAttribute("data-chosen");
    tab.id = `tab-${tab.dataset.tab}`;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-selected", String(chosen));
    tab.setAttribute("aria-controls", tab.dataset.tab);
    tab.setAttribute("aria-keyshortcuts", `Alt+${at + 1}`);
    tab.tabIndex = chosen ? 0 : -1;
    panels[at].setAttribute("role", "tabpanel");
    panels[at].setAttribute("aria-labelledby", tab.id);
    tab.addEventListener("click", (event) => {
      event.preventDefault();
      choose(at, false);
    });
    tab.addEventListener("keydown", (event) => {
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
      if (to !== undefined) choose((to + tabs.length) % tabs.length, false);
      else if (event.key === " ") choose(at, true);
      else return;
      event.preventDefault();
    });
  });

  addEventListener("keydown", (event) => {
    const at = Number(event.code.replace("Digit", "")) - 1;
    if (!event.altKey || event.ctrlKey || event.metaKey || !tabs[at]) return;
    event.preventDefault();
    choose(at, true);
  });
}
