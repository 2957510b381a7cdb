// Fields that take a moment: Dutch time, whatever the device says. Extras only; the server asks and refuses by itself.
(function () {
  "use strict";

  const language = document.documentElement.lang || "nl";
  const DAY = 86400000;
  const wall = new Intl.DateTimeFormat("sv-SE", {
    timeZone: "Europe/Amsterdam", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
  });

  /** The moments at which a Dutch wall shows this text: one; none in spring's skipped hour; two in autumn's double hour. */
  const moments = (text) =>
    ["+02:00", "+01:00"]
      .map((offset) => new Date(`${text.slice(0, 16)}${offset}`))
      .filter((at) => !Number.isNaN(at.getTime()) && wall.format(at).replace(" ", "T") === text.slice(0, 16));

  /** How far from now, in words, when it is so far that a year may be wrong; else nothing. */
  function far(at) {
    const days = Math.round((at - (window.steun.now?.() || new Date())) / DAY);
    if (days > -30 && days < 365) return "";
    const say = new Intl.RelativeTimeFormat(language, { numeric: "always" });
    return Math.abs(days) < 365 ? say.format(Math.round(days / 30), "month") : say.format(Math.round(days / 365), "year");
  }

  function look(field) {
    const [box, found] = [field.closest(".field"), moments(field.value)];
    const [turn, hint] = [box?.querySelector("[data-turn]"), box?.querySelector("[data-far]")];
    if (turn) {
      turn.hidden = found.length < 2;
      turn.querySelector("select").disabled = turn.hidden;
    }
    if (hint) {
      hint.textContent = found.length ? far(found[0]) : "";
      hint.hidden = !hint.textContent;
    }
  }

  const FIELD = 'input[type="datetime-local"]';
  for (const kind of ["input", "change"])
    document.addEventListener(kind, (event) => { if (event.target.matches?.(FIELD)) look(event.target); });
  const all = (from) => from.querySelectorAll(FIELD).forEach(look);
  all(document);
  document.addEventListener("htmx:load", (event) => all(event.target));
})();
