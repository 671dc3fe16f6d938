  // A click on a citation chip opens the sources of its answer and shows the exact words; no round trip.
  const narrow = () => window.matchMedia("(max-width: 900px)").matches;
  const still = () => (window.matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");
  const within = (chip) => chip.closest("[role=tabpanel]") || document.body;
  let opener = null;

  const light = (reader, id) => {
    const first = reader.querySelector(`mark[id="${id}"]`);
    if (!first) return false;
    const mine = first.closest("section.sources");
    reader.querySelectorAll("section.sources").forEach((s) => (s.hidden = s !== mine));
    document.querySelectorAll(".hit").forEach((m) => m.classList.remove("hit"));
    document.querySelectorAll(".focused").forEach((b) => b.classList.remove("focused"));
    reader.querySelectorAll(`mark[data-cite="${id}"]`).forEach((m) => m.classList.add("hit"));
    first.closest(".body").classList.add("focused");
    document.body.classList.remove("reader-closed");
    document.body.classList.toggle("reader-open", true);
    first.focus({ preventScroll: true });
    const below = first.getBoundingClientRect().top - reader.getBoundingClientRect().top;
    const room = reader.scrollHeight > reader.clientHeight + 1;
    if (room) reader.scrollBy({ top: below - reader.clientHeight / 3, behavior: still() });
    else first.scrollIntoView({ block: "center", behavior: still() });
    return true;
  };

  const show = (chip) => {
    document.querySelectorAll("a.cite.open").forEach((c) => c.classList.remove("open"));
    chip.classList.add("open");
    opener = chip;
    hush();
    const id = chip.getAttribute("href").slice(1);
    const readers = [...within(chip).querySelectorAll(".block.reader")];
    readers.some((reader) => light(reader, id));
  };

  const close = () => {
    document.body.classList.add("reader-closed");
    document.body.classList.remove("reader-open");
    if (opener && opener.isConnected) opener.focus();
  };

  // The quote of a chip, over it, on hover and on focus.
  const tip = document.createElement("div");
  tip.id = "tip";
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;
  document.body.append(tip);
  const hush = () => (tip.hidden = true);
  const tell = (chip) => {
    const by = document.createElement("strong");
    by.textContent = chip.dataset.by;
    const quote = document.createElement("p");
    quote.textContent = `“${chip.dataset.quote}”`;
    tip.replaceChildren(by, quote);
    tip.hidden = false;
    const box = chip.getBoundingClientRect();
    const left = Math.max(8, Math.min(box.left, window.innerWidth - tip.offsetWidth - 8));
    const above = box.top - tip.offsetHeight - 8;
    tip.style.left = `${left}px`;
    tip.style.top = `${above > 8 ? above : box.bottom + 8}px`;
    chip.setAttribute("aria-describedby", "tip");
  };
  const chipOf = (event) => event.target.closest?.("a.cite[data-quote]");
  document.addEventListener("mouseover", (event) => (chipOf(event) ? tell(chipOf(event)) : hush()));
  document.addEventListener("focusin", (event) => (chipOf(event) ? tell(chipOf(event)) : hush()));
  document.addEventListener("scroll", hush, true);

  document.addEventListener(
    "click",
    (event) => {
      const chip = event.target.closest("a.cite[href^='#']");
      if (chip) {
        event.preventDefault();
        event.stopPropagation();
        show(chip);
      } else if (event.target.closest("[data-close]")) close();
    },
    true,
  );

  // An article that Python opened: its words are lit as soon as they are there.
  const seen = new Map();
  const named = (part) => `${part.dataset.open || part.dataset.article} ${part.dataset.start}`;
  const arrive = () => {
    for (const reader of document.querySelectorAll(".block.reader")) {
      const section = reader.querySelector("section[data-open]");
      if (!section) seen.delete(reader);
      else if (reader.offsetParent !== null && seen.get(reader) !== named(section) && light(reader, "opened"))
        seen.set(reader, named(section));
    }
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-event=select][data-article]");
    if (!button) return;
    opener = button;
    document.body.classList.remove("reader-closed");
    seen.forEach((name, reader) => name === named(button) && light(reader, "opened"));
  });

  // A conversation that grows is followed to its end.
  let last = "";
  new MutationObserver(() => {
    arrive();
    const turns = document.querySelectorAll("#chat .turn");
    const now = turns.length ? `${turns.length} ${turns[turns.length - 1].className}` : "";
    if (now && now !== last) turns[turns.length - 1].scrollIntoView({ block: "start", behavior: still() });
    last = now;
  }).observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ["class", "data-open", "data-start", "id"] });

  // Copy: the text lies in the button.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const label = button.textContent;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Cannot copy here";
    }
    setTimeout(() => (button.textContent = label), 1500);
  });
