// A long list of choices: <input data-filters="list-id"> searches it, items have data-words. For the keyboard its boxes are
// one stop: arrows, Home and End go through what is shown, Space ticks. An extra: the list works without.
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
    oneStop(list);
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

  // --- one stop ---------------------------------------------------------------------------------------------------
  // Radio buttons are one by themselves.

  const LISTS = ".pick", BOX = "input[type=checkbox]";
  const WAYS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, Home: -Infinity, End: Infinity };
  const shownIn = (list) => Array.from(list.querySelectorAll(BOX)).filter((box) => !box.closest("[hidden]"));

  /** Tab comes to this box of the list; else to where it came before, to what is ticked, to the first. */
  function oneStop(list, wanted) {
    const shown = shownIn(list);
    const stop = wanted || shown.find((box) => box.dataset.stop) || shown.find((box) => box.checked) || shown[0];
    for (const box of list.querySelectorAll(BOX)) {
      box.tabIndex = box === stop ? 0 : -1;
      delete box.dataset.stop;
    }
    if (stop) stop.dataset.stop = "yes";
  }

  document.addEventListener("focusin", ({ target }) => {
    if (target.matches(`${LISTS} ${BOX}`)) oneStop(target.closest(LISTS), target);
  });
  document.addEventListener("keydown", (event) => {
    const step = WAYS[event.key], list = event.target.matches(`${LISTS} ${BOX}`) && event.target.closest(LISTS);
    if (!step || !list || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const shown = shownIn(list);
    shown[Math.max(0, Math.min(shown.length - 1, shown.indexOf(event.target) + step))]?.focus();
  });
  const all = (from) => from.querySelectorAll(LISTS).forEach((list) => oneStop(list));
  all(document);
  document.addEventListener("htmx:load", ({ target }) => all(target));
})();
