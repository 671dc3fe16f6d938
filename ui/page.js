() => {
  // A click on a citation chip opens the sources of its answer and shows the exact words; no round trip.
  const show = (id) => {
    const first = document.getElementById(id);
    if (!first) return;
    const mine = first.closest("section.sources");
    document.querySelectorAll("#reader section.sources").forEach((s) => (s.hidden = s !== mine));
    document.querySelectorAll(".hit").forEach((m) => m.classList.remove("hit"));
    document.querySelectorAll(`mark[data-cite="${id}"]`).forEach((m) => m.classList.add("hit"));
    first.focus({ preventScroll: true });
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const narrow = window.matchMedia("(max-width: 760px)").matches;
    const behavior = still ? "auto" : "smooth";
    const reader = document.getElementById("reader");
    const below = first.getBoundingClientRect().top - reader.getBoundingClientRect().top;
    if (narrow) first.scrollIntoView({ block: "center", behavior });
    else reader.scrollBy({ top: below - window.innerHeight / 3, behavior });
  };
  const open = (event) => {
    const chip = event.target.closest("a.cite[href^='#']");
    if (!chip) return;
    event.preventDefault();
    event.stopPropagation();
    document.querySelectorAll("a.cite.open").forEach((c) => c.classList.remove("open"));
    chip.classList.add("open");
    show(chip.getAttribute("href").slice(1));
  };
  document.addEventListener("click", open, true);
}
