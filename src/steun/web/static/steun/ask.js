// The request form: parts that a legal basis asks for, and faults at their field. Extras only.
(function () {
  "use strict";

  const form = document.getElementById("request");
  if (!form) return;

  // --- parts of the form that only some bases ask for ----------------------------------------------------------------

  function demand() {
    const advice = document.getElementById("advice");
    if (!advice) return;
    const asked = new Set((advice.dataset.demands || "").split(" ").filter(Boolean));
    for (const part of form.querySelectorAll("[data-demand]")) {
      part.hidden = part.dataset.demand === "none" ? asked.size > 0 : !asked.has(part.dataset.demand);
    }
  }

  // --- what a requirement counts stands beside its number ---------------------------------------------------------------------

  function count() {
    for (const chosen of form.querySelectorAll('[name="line_capability"]')) {
      const counted = chosen.selectedOptions[0]?.dataset.counted || "";
      for (const place of chosen.closest("[data-row]").querySelectorAll("span[data-counted]")) place.textContent = counted;
    }
  }
  form.addEventListener("change", count);

  // --- faults at their field, as the server tells them after each save -------------------------------------------------

  /** Change what describes a control; what stood there before (the unit of a number, a hint) stays. */
  function describe(control, change) {
    const ids = change((control.getAttribute("aria-describedby") || "").split(" ").filter(Boolean));
    if (ids.length) control.setAttribute("aria-describedby", ids.join(" "));
    else control.removeAttribute("aria-describedby");
  }

  function mark() {
    for (const old of form.querySelectorAll("[data-fault]")) {
      const control = document.getElementById(old.dataset.fault);
      control?.removeAttribute("aria-invalid");
      if (control) describe(control, (ids) => ids.filter((id) => id !== old.id));
      old.remove();
    }
    for (const fault of document.querySelectorAll("[data-faults] [data-at]")) {
      const control = document.getElementById(fault.dataset.at);
      if (!control || control.hasAttribute("aria-invalid")) continue;
      const text = document.createElement("p");
      text.className = "error";
      text.id = `${fault.dataset.at}-fault`;
      text.dataset.fault = fault.dataset.at;
      text.textContent = fault.dataset.text;
      control.setAttribute("aria-invalid", "true");
      if (control.matches("input, select, textarea")) {
        describe(control, (ids) => [text.id, ...ids]);
        (control.closest(".with-unit") || control).before(text);
      } else control.prepend(text);
    }
  }

  // The route is drawn anew after every answer: what was unfolded stays so, and the keyboard stays where it was.
  let left = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.target.id !== "route") return;
    left = { open: Boolean(document.querySelector("#seldom[open]")), at: document.activeElement?.id };
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id === "route" || event.target.closest?.("#route")) demand();
    if (event.target.id === "route" && left?.open) {
      document.getElementById("seldom")?.setAttribute("open", "");
      if (left.at && document.activeElement?.id !== left.at) document.getElementById(left.at)?.focus();
    }
    if (event.target.id === "side") mark();
  });

  // --- after each save the side tells what is still missing --------------------------------------------------------------
  // autosave.js writes the moment of the save on the form.

  new MutationObserver(() => {
    count();
    document.dispatchEvent(new CustomEvent("steun:saved"));
  }).observe(form, { attributeFilter: ["data-saved-at", "data-answered-at"] });
  document.getElementById("errors")?.focus();
})();
