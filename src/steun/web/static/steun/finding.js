// Ctrl-K (and /, unless switched off on this device) goes to the search field; arrow keys go through what was found.
(function () {
  "use strict";

  const KEPT = "steun-slash-key";
  const field = () => document.getElementById("search");
  const hits = () => [...document.querySelectorAll("[data-hits] a")];
  const writes = (place) => place.closest("input, textarea, select, [contenteditable]");
  // a key without Ctrl can be switched off: who speaks to a computer says it by mistake (WCAG 2.1.4)
  const slash = () => {
    try {
      return localStorage.getItem(KEPT) !== "off";
    } catch {
      return true;
    }
  };

  function toField(event) {
    if (!field()) return;
    event.preventDefault();
    field().focus();
    field().select();
  }

  function along(event, step) {
    const found = hits();
    const at = found.indexOf(document.activeElement);
    if (!found.length || (at < 0 && document.activeElement !== field())) return;
    event.preventDefault();
    if (at + step < 0) field().focus();
    else found[Math.min(at + step, found.length - 1)].focus();
  }

  document.addEventListener("keydown", (event) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") toField(event);
    else if (plain && event.key === "/" && slash() && !writes(event.target)) toField(event);
    else if (plain && event.key === "ArrowDown") along(event, 1);
    else if (plain && event.key === "ArrowUp") along(event, -1);
  });

  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-slash-key]")) return;
    try {
      localStorage.setItem(KEPT, event.target.checked ? "on" : "off");
    } catch {
      // a device that keeps nothing has the key on
    }
  });
  document.addEventListener("DOMContentLoaded", () => {
    for (const box of document.querySelectorAll("[data-slash-key]")) box.checked = slash();
  });
})();
