// Suggestions while one types a place, and its point with it: <input data-places="/places" list="known-places">. An extra:
// without a script the place is a text, and the point is typed or follows from the municipality.
(function () {
  "use strict";

  const PAUSE = 200, LEAST = 2;
  let wait = 0, asked = "";

  async function suggest(box) {
    const text = box.value.trim();
    if (text.length < LEAST || text === asked) return;
    asked = text;
    try {
      const answer = await fetch(`${box.dataset.places}?q=${encodeURIComponent(text)}`, { credentials: "same-origin" });
      if (answer.ok && asked === text) box.list.innerHTML = await answer.text();
    } catch { asked = ""; } // no line: the text stands, and the next letter tries again
  }

  function choose(box) {
    const point = box.form?.elements.namedItem("point");
    if (!point) return;
    const found = [...box.list.options].find((option) => option.value === box.value);
    const ours = point.value === "" || point.value === point.dataset.suggested;
    if (!ours) return; // a point that somebody typed stays
    const value = found ? found.dataset.point : "";
    if (point.value === value) return;
    point.value = point.dataset.suggested = value;
    point.dispatchEvent(new Event("input", { bubbles: true }));
    const told = document.getElementById("known-place");
    if (told) told.textContent = value ? `${told.dataset.word} ${value}` : "";
  }

  document.addEventListener("input", (event) => {
    const box = event.target;
    if (!box.matches?.("[data-places]")) return;
    choose(box);
    clearTimeout(wait);
    wait = setTimeout(() => suggest(box).then(() => choose(box)), PAUSE);
  });
})();
