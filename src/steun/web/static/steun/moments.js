// Fields that take a moment: Dutch time, whatever the device says. Extras only; the server asks and refuses by itself.
(function () {
  "use strict";

  const language = document.documentElement.lang || "nl";
  const DAY = 86400000;
  const wall = new Intl.DateTimeFormat("sv-SE", {
    timeZone: "Europe/Amsterdam", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
  });

  const LENGTH = { m: 60000, u: 3600000, h: 3600000, d: DAY };
  const NOW = ["nu", "now"];
  const AHEAD = /^\+ ?(\d{1,3}) ?(m|min|minuten|minutes|u|uur|h|hours?|d|dag|dagen|days?)$/;
  const TIME = /^(\d{1,2})[:.](\d{2})(?: ?(?:u|uur|h))?$/;
  const FULL = /^(\d{1,2})[-.](\d{1,2})[-.](\d{4}) (\d{1,2})[:.](\d{2})(?: ?(?:u|uur|h))?$/;
  const two = (text) => text.padStart(2, "0");
  const now = () => window.steun.now?.() || new Date();
  const shown = (at) => wall.format(at).replace(/(\d+)-(\d+)-(\d+)/, "$3-$2-$1");
  const folded = (text) => text.trim().toLowerCase().replace(/\s+/g, " ");

  /** What says how far from now it is, or only the time of today, written out: later it would mean another moment. */
  function writtenOut(text) {
    const plain = folded(text), ahead = AHEAD.exec(plain), time = TIME.exec(plain);
    if (NOW.includes(plain)) return shown(now());
    if (ahead) return shown(new Date(now().getTime() + Number(ahead[1]) * LENGTH[ahead[2][0]]));
    return time && Number(time[1]) < 24 && Number(time[2]) < 60 ? `${shown(now()).slice(0, 10)} ${two(time[1])}:${time[2]}` : text;
  }

  /** Day, month, year, hour, minute as a machine writes them: what is typed in full, or comes from an address. */
  function iso(text) {
    const full = FULL.exec(folded(text));
    return full ? `${full[3]}-${two(full[2])}-${two(full[1])}T${two(full[4])}:${full[5]}` : text.trim().slice(0, 16);
  }

  /** The moments at which a Dutch wall shows this text: one; none in spring's skipped hour; two in autumn's double hour. */
  const moments = (text) =>
    ["+02:00", "+01:00"]
      .map((offset) => new Date(`${iso(text)}${offset}`))
      .filter((at) => !Number.isNaN(at.getTime()) && wall.format(at).replace(" ", "T") === iso(text));

  /** How far from now, in words, when it is so far that a year may be wrong; else nothing. */
  function far(at) {
    const days = Math.round((at - now()) / DAY);
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

  const FIELD = "input[data-moment]", DAY_FIELD = "input[data-day]";
  document.addEventListener("input", (event) => { if (event.target.matches?.(FIELD)) look(event.target); });
  // Before anybody else hears of the change, so that what is saved is what stands there.
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.matches?.(FIELD)) {
      field.value = writtenOut(field.value);
      look(field);
    } else if (field.matches?.(".moment > input[type=date]") && field.value) {
      const typed = field.parentElement.querySelector(`${FIELD}, ${DAY_FIELD}`), day = field.value.split("-").reverse().join("-");
      const time = /(\d{1,2}[:.]\d{2})(?: ?(?:u|uur|h))?$/.exec(folded(typed.value))?.[1] || shown(now()).slice(11);
      typed.value = typed.matches(FIELD) ? `${day} ${time}` : day;
      for (const kind of ["input", "change"]) typed.dispatchEvent(new Event(kind, { bubbles: true }));
      typed.focus();
    }
  }, true);
  document.addEventListener("click", (event) => {
    const box = event.target.closest?.("[data-pick-day]")?.parentElement;
    if (!box) return;
    const day = box.querySelector("input[type=date]");
    const typed = box.querySelector(FIELD), alone = box.querySelector(DAY_FIELD);
    day.value = iso(typed ? writtenOut(typed.value) || shown(now()) : `${alone.value.trim() || shown(now()).slice(0, 10)} 00:00`).slice(0, 10);
    day.showPicker?.();
  });
  const all = (from) => from.querySelectorAll(FIELD).forEach(look);
  all(document);
  document.addEventListener("htmx:load", (event) => all(event.target));
})();
