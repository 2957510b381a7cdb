// Search in a long list of choices: <input data-filters="list-id">, items with data-words. An extra: the list works without.
(function () {
  "use strict";

  const { wordsOf } = globalThis.steunFolding;

  function filter(box) {
    const list = document.getElementById(box.dataset.filters);
    const words = wordsOf(box.value);
    let found = 0;
    for (const item of list.querySelectorAll("[data-words]")) {
      const matches = words.every((word) => item.dataset.words.includes(word));
      item.hidden = !matches && !item.querySelector(":checked"); // what was chosen stays in sight
      if (matches) found += 1;
    }
    const told = document.querySelector(`[data-found="${box.dataset.filters}"]`);
    if (told) told.textContent = words.length ? `${found} ${told.dataset.word || ""}`.trim() : "";
  }

  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-filters]")) return;
    event.stopPropagation(); // a search is no change of the form
    filter(event.target);
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("[data-filters]")) return;
    event.preventDefault(); // Enter in a search does not send the form: it goes to what was found
    const list = document.getElementById(event.target.dataset.filters);
    list.querySelector("[data-words]:not([hidden]) input")?.focus();
  });
})();
