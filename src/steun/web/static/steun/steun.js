// What every page does in the browser, without a framework. Everything here is an extra: plain links and forms work.
// Words come from the page (<div id="words" data-...>), so they are in the reader's language.
(function () {
  "use strict";

  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => Array.from(from.querySelectorAll(selector));
  const language = document.documentElement.lang || "nl";
  const zone = "Europe/Amsterdam";
  const steun = (window.steun = { words: $("#words")?.dataset || {} });

  // --- words and notices ------------------------------------------------------------------------------------------

  /** A text of the page, with %(name)s filled in. */
  steun.say = (key, facts = {}) =>
    (steun.words[key] || key).replace(/%\((\w+)\)s/g, (whole, name) => (name in facts ? facts[name] : whole));

  /** An element: make("p", {class: "x"}, "text", otherElement). Text is text, never HTML. */
  steun.make = (tag, attributes = {}, ...inside) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...inside);
    return element;
  };

  /** A notice in the corner that screen readers hear; one per key. Returns the element, or null when text is empty. */
  steun.notice = (key, text, tone = "info", ...actions) => {
    const id = `notice-${key}`;
    document.getElementById(id)?.remove();
    if (!text) return null;
    const box = steun.make("div", { class: "notice", id, "data-tone": tone }, steun.make("p", {}, text));
    if (actions.length) box.append(steun.make("div", { class: "actions" }, ...actions));
    $("#toasts")?.append(box);
    return box;
  };

  steun.button = (text, act, kind = "small") => {
    const button = steun.make("button", { type: "button", class: kind }, text);
    button.addEventListener("click", act);
    return button;
  };

  // --- files --------------------------------------------------------------------------------------------------------

  /** Said before anything is sent: the server hangs up on what is too large. */
  document.addEventListener("change", (event) => {
    const input = event.target.closest("input[type=file][data-most-bytes]");
    if (!input) return;
    const large = Array.from(input.files).some((file) => file.size > Number(input.dataset.mostBytes));
    input.setCustomValidity(large ? input.dataset.tooLarge : "");
    if (large) input.reportValidity();
  });

  // --- theme --------------------------------------------------------------------------------------------------------

  const device = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (document.documentElement.dataset.theme || (device.matches ? "dark" : "light")) === "dark";

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-switch]");
    if (!button) return;
    const next = isDark() ? "light" : "dark";
    const asDevice = (next === "dark") === device.matches; // back to what the device says: nothing to remember
    document.documentElement.dataset.theme = next;
    try {
      if (asDevice) localStorage.removeItem("steun:theme");
      else localStorage.setItem("steun:theme", next);
    } catch { /* no storage: for this page only */ }
    document.dispatchEvent(new CustomEvent("steun:theme", { detail: next }));
  });

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-density-switch]")) return;
    const root = document.documentElement, dense = root.dataset.density !== "compact";
    if (dense) root.dataset.density = "compact";
    else delete root.dataset.density;
    try { localStorage.setItem("steun:density", dense ? "compact" : ""); } catch { /* no storage: for this page only */ }
  });

  // --- the product's clock ------------------------------------------------------------------------------------------

  const clock = $("[data-clock]");
  if (clock) {
    const shown = Date.parse(clock.dateTime);
    const started = performance.now();
    const speed = Number(clock.dataset.speed || 0);
    const time = new Intl.DateTimeFormat(language, { timeZone: zone, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
    const date = new Intl.DateTimeFormat(language, { timeZone: zone, weekday: "short", day: "numeric", month: "short", year: "numeric" });
    steun.now = () => new Date(shown + (performance.now() - started) * speed);
    const tick = () => {
      clock.textContent = time.format(steun.now());
      const day = $("[data-clock-date]");
      if (day) day.textContent = date.format(steun.now()).replace(",", "");
    };
    if (speed && !Number.isNaN(shown)) { tick(); setInterval(tick, 1000); }
  }

  // --- menus, dialogs, buttons ----------------------------------------------------------------------------------------

  // A menu under a button closes when one looks elsewhere, or on Escape.
  document.addEventListener("click", (event) => {
    for (const menu of $$("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of $$("details.menu[open]")) {
      menu.open = false;
      $("summary", menu)?.focus();
    }
  });

  // Rooms of the main menu stay as one left them.
  for (const room of $$("details[data-room]")) {
    const kept = `steun:room-${room.dataset.room}`;
    try { room.open ||= localStorage.getItem(kept) === "open"; } catch { /* no storage: folded on each page */ }
    $("summary", room).addEventListener("click", () => {
      try { localStorage.setItem(kept, room.open ? "" : "open"); } catch { /* no storage: for this page only */ }
    });
  }

  // The page one is on is in sight there, also where its room is longer than the window.
  const here = $(".side-lists [aria-current]");
  const lists = here?.closest(".side-lists");
  if (lists) lists.scrollTop = here.offsetTop + 2 * here.offsetHeight - lists.clientHeight;

  // What a term means goes away on Escape and comes back when one looks anew; near the edge it moves to where there is room.
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") for (const term of $$(".term:hover, .term:focus-within")) term.dataset.away = "yes";
  });
  for (const look of ["pointerover", "focusin", "pointerout", "focusout"]) document.addEventListener(look, ({ target, relatedTarget }) => {
    const term = target.closest?.(".term");
    if (!term || term.contains(relatedTarget)) return;
    delete term.dataset.away;
    const room = innerWidth - 8 - Math.min(352, innerWidth * 0.8) - term.getBoundingClientRect().left;
    $(".explanation", term).style.insetInlineStart = `${Math.min(0, room)}px`;
  });

  document.addEventListener("click", (event) => {
    // <button data-opens="dialog-id">, or a link to the page that does the same without a script.
    const opener = event.target.closest("[data-opens]");
    const dialog = opener && document.getElementById(opener.dataset.opens);
    if (dialog?.showModal) {
      event.preventDefault();
      dialog.showModal();
      return;
    }
    if (event.target.closest("[data-closes]")) event.target.closest("dialog")?.close();
    // A button that says why it cannot be used stays reachable, and does nothing.
    if (event.target.closest('button[aria-disabled="true"]')) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    if (event.target.closest("[data-print]")) window.print();
  }, true);

  // A form is not sent twice by an impatient hand.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent === "yes") event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 4000);
  });
  window.addEventListener("pageshow", () => $$("form[data-sent]").forEach((form) => delete form.dataset.sent));

  // Filters act at once; who has no script uses the button.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form.filters[data-at-once]");
    if (form && event.target.matches("select, input[type=checkbox], input[type=radio], input[type=date]")) form.requestSubmit();
  });

  /** Show what only works with a script. */
  const reveal = (from) => $$("[data-needs-script]", from).forEach((element) => (element.hidden = false));

  // --- rows that one may add and take away -----------------------------------------------------------------------------
  // <div data-rows> <div data-row>...</div> <template data-row-template>...__n__...</template> </div>

  steun.addRow = (rows) => {
    const template = $("template[data-row-template]", rows);
    if (!template) return null;
    const number = Number(rows.dataset.next || $$("[data-row]", rows).length);
    const holder = document.createElement("template");
    holder.innerHTML = template.innerHTML.replaceAll("__n__", String(number));
    const row = holder.content.firstElementChild;
    template.before(row);
    rows.dataset.next = String(number + 1);
    reveal(row);
    window.htmx?.process(row);
    return row;
  };

  document.addEventListener("click", (event) => {
    const add = event.target.closest("[data-add-row]");
    const remove = event.target.closest("[data-remove-row]");
    if (add) {
      const rows = (add.dataset.addRow && document.getElementById(add.dataset.addRow)) || add.closest("[data-rows]");
      const row = rows && steun.addRow(rows);
      if (row) {
        event.preventDefault();
        $("input, select, textarea", row)?.focus();
        rows.dispatchEvent(new Event("input", { bubbles: true }));
      }
    } else if (remove) {
      event.preventDefault();
      const row = remove.closest("[data-row]");
      const rows = row.closest("[data-rows]");
      row.remove();
      ($("[data-add-row]", rows) || rows).focus?.();
      rows.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });

  // --- moments ------------------------------------------------------------------------------------------------------

  /** The time in the Netherlands; with its day when that is not today, and its year when that is not this one. */
  steun.timeOf = (date) => {
    const is = (options, moment) => new Intl.DateTimeFormat(language, { timeZone: zone, ...options }).format(moment);
    const now = steun.now?.() || new Date();
    const same = (options) => is(options, date) === is(options, now);
    const [day, year] = [{ day: "numeric", month: "short" }, { year: "numeric" }];
    const shown = same({ ...day, ...year }) ? {} : same(year) ? day : { ...day, ...year };
    return is({ ...shown, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, date);
  };

  // --- htmx -----------------------------------------------------------------------------------------------------------

  document.addEventListener("htmx:sendError", () => steun.notice("connection", steun.say("notSent"), "bad"));
  document.addEventListener("htmx:timeout", () => steun.notice("connection", steun.say("notSent"), "bad"));
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) steun.notice("connection", "");
  });
  // An answer of 500 has no fragment to show: say so, keep what is on the page.
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status >= 500) steun.notice("connection", steun.say("failed"), "bad");
  });

  // A part that is drawn anew may hold the control at which somebody is: the keyboard goes on at the same one, else at that
  // part. Of controls with an id htmx sees to it itself.
  const STOPS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
  const lookOf = (it) => [it.tagName, it.name, it.type, it.getAttribute("href"), /^(radio|checkbox|submit)$/.test(it.type) && it.value,
    it.matches("a, button, summary") && it.textContent.trim()].join("|");
  const alike = (part, look) => $$(STOPS, part).filter((it) => lookOf(it) === look);
  let at = null;
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const part = detail.target, held = document.activeElement;
    const look = part?.contains(held) && held !== part ? lookOf(held) : "";
    at = look ? { id: part.id, look, turn: alike(part, look).indexOf(held) } : null;
  });
  document.addEventListener("htmx:load", ({ target }) => {
    const here = document.activeElement;
    if (!at || (here && here !== document.body)) return;
    const part = document.getElementById(at.id) || target, found = alike(part, at.look);
    const stop = found[at.turn] || found[0] || part;
    if (stop === part) part.tabIndex = -1;
    stop.focus({ preventScroll: true });
    at = null;
  });

  // --- tables as cards keep their meaning -----------------------------------------------------------------------------
  // `display: block` takes the table roles away; say them again.

  const ROLES = { table: "table", thead: "rowgroup", tbody: "rowgroup", tfoot: "rowgroup", tr: "row", td: "cell" };
  function nameRoles(from = document) {
    for (const table of $$("table.cards:not([role])", from)) {
      for (const [tag, role] of Object.entries(ROLES)) {
        if (tag === "table") table.setAttribute("role", role);
        else $$(tag, table).forEach((part) => part.setAttribute("role", role));
      }
      $$("th", table).forEach((th) => th.setAttribute("role", th.closest("thead") ? "columnheader" : "rowheader"));
    }
  }
  nameRoles();
  reveal(document);
  document.addEventListener("htmx:afterSwap", () => {
    nameRoles();
    reveal(document);
  });
})();
