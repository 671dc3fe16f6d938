  // Keys: / question, j and k walk the citations, Esc closes, ? lists the keys. None of them while somebody types.
  const keys = () => document.getElementById("keys");
  const list = () => {
    if (keys().open) keys().close();
    else keys().showModal();
  };
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys]")) list();
  });
  const visible = (element) => element.offsetParent !== null;
  const walk = (step) => {
    const chips = [...document.querySelectorAll(".statement a.cite, .finding a.cite, .entry a.cite")].filter(visible);
    if (!chips.length) return;
    const at = chips.indexOf(opener);
    const next = chips[at < 0 ? (step > 0 ? 0 : chips.length - 1) : (at + step + chips.length) % chips.length];
    next.scrollIntoView({ block: "nearest" });
    show(next);
  };
  const ask = () => {
    const tab = document.querySelector("#tabs button[role=tab]");
    if (tab && tab.getAttribute("aria-selected") !== "true") tab.click();
    setTimeout(() => document.querySelector("#question textarea")?.focus(), 50);
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && !tip.hidden) hush();
    if (event.key === "Escape" && !keys().open) return close();
    if (event.target.closest("input, textarea, select, [contenteditable=true]")) return;
    const does = { "/": ask, j: () => walk(1), k: () => walk(-1), "?": list }[event.key];
    if (!does) return;
    event.preventDefault();
    does();
  });
