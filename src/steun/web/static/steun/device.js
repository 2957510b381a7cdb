// What was typed, kept on this device for this person until the server has it. Used by autosave.js (forms that the server
// saves while one types) and keep.js (all others): one store, one way to offer what was left behind, one look at whether
// somebody is still logged in. Texts are kept per person, are offered to nobody else, and leave the device at log-out.
(function () {
  "use strict";

  const { say, make, button, timeOf } = window.steun;
  const SKIP = new Set(["csrfmiddlewaretoken", "seat", "version", "id", "page", "knowingly", "compared", "seen"]);
  const skipped = (name) => SKIP.has(name) || name.endsWith(".was") || name.startsWith("stands."); // what nobody typed
  const KEEP = 30 * 86400000; // ms that an unsent copy stays on the device
  const person = document.body.dataset.person || "";
  const prefix = `steun:draft:${person}:`;
  const LEFT = "steun:left"; // who logged out last, for other tabs
  const device = (window.steun.device = { prefix, left: () => left });
  let left = false; // logged out in some tab: nothing more is kept

  // --- the store: this device, this person ------------------------------------------------------------------------

  // localStorage reaches the disk only seconds later, and is gone with a killed browser; IndexedDB is there at once.
  const disk = {
    last: Promise.resolve(),
    opened: new Promise((ready) => {
      try {
        const asked = indexedDB.open("steun", 1);
        asked.onupgradeneeded = () => asked.result.createObjectStore("drafts");
        asked.onsuccess = () => ready(asked.result);
        asked.onerror = asked.onblocked = () => ready(null);
      } catch { ready(null); }
    }),
    /** Write or, with null, remove; done when it is on disk. */
    put: (key, value) => (disk.last = disk.opened.then((db) => db && new Promise((done) => {
      const act = db.transaction("drafts", "readwrite", { durability: "strict" });
      if (value === null) act.objectStore("drafts").delete(key);
      else act.objectStore("drafts").put(JSON.stringify(value), key);
      act.oncomplete = act.onerror = act.onabort = done;
    }))),
    /** Remove every row whose key starts so. */
    clear: (start) => disk.last.then(() => disk.opened).then((db) => db && new Promise((done) => {
      const act = db.transaction("drafts", "readwrite", { durability: "strict" });
      act.objectStore("drafts").delete(IDBKeyRange.bound(start, `${start}\uffff`));
      act.oncomplete = act.onerror = act.onabort = done;
    })),
    /** Bring back what a killed browser took from localStorage. */
    recover: () => disk.opened.then((db) => db && new Promise((done) => {
      const walk = db.transaction("drafts").objectStore("drafts").openCursor();
      walk.onerror = done;
      walk.onsuccess = () => {
        const row = walk.result;
        if (!row) return done();
        try {
          const copy = JSON.parse(row.value);
          if (!((store.get(row.key)?.at || 0) >= copy.at)) localStorage.setItem(row.key, row.value);
        } catch { /* no storage */ }
        row.continue();
      };
    })),
  };

  const store = {
    get: (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    set: (key, value) => {
      if (left) return false;
      disk.put(key, value);
      try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; }
    },
    drop: (key) => { disk.put(key, null); try { localStorage.removeItem(key); } catch { /* no storage */ } },
    keys: (start) => { try { return Object.keys(localStorage).filter((key) => key.startsWith(start)); } catch { return []; } },
  };

  // --- a form as a list of [name, value], and back ------------------------------------------------------------------

  const clean = (text) => text.replaceAll("\r\n", "\n");
  const fieldsOf = (form) => {
    const password = new Set(Array.from(form.elements).filter((e) => e.type === "password").map((e) => e.name));
    return Array.from(new FormData(form)).filter(([name, value]) => typeof value === "string" && !skipped(name) && !password.has(name)).map(([name, value]) => [name, clean(value)]);
  };
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  /** Make as many repeated rows as the fields need. */
  function makeRoom(form, fields) {
    const count = (name) => fields.filter(([n]) => n === name).length;
    for (const rows of form.querySelectorAll("[data-rows]")) {
      const template = rows.querySelector("template[data-row-template]");
      for (const control of template?.content.querySelectorAll("[name]") || []) {
        const name = control.getAttribute("name");
        if (name.includes("__n__")) {
          const [before, after] = name.split("__n__");
          const needed = fields.map(([n]) => n).filter((n) => n.startsWith(before) && n.endsWith(after) && /^\d+$/.test(n.slice(before.length, n.length - after.length)));
          for (let left = 50; left && needed.some((n) => !form.elements.namedItem(n)); left--) window.steun.addRow(rows);
        } else {
          for (let left = count(name) - form.querySelectorAll(`[name="${CSS.escape(name)}"]`).length; left > 0; left--) window.steun.addRow(rows);
        }
      }
    }
  }

  function fill(form, fields) {
    makeRoom(form, fields);
    const values = new Map();
    for (const [name, value] of fields) values.set(name, [...(values.get(name) || []), value]);
    const turn = new Map();
    for (const control of form.elements) {
      const { name, type } = control;
      if (!name || skipped(name) || ["file", "password", "submit", "button"].includes(type)) continue;
      const mine = values.get(name) || [];
      if (type === "checkbox" || type === "radio") control.checked = mine.includes(control.value);
      else if (type === "select-multiple") for (const option of control.options) option.selected = mine.includes(option.value);
      else {
        const at = turn.get(name) || 0;
        if (at < mine.length) control.value = mine[at];
        turn.set(name, at + 1);
      }
    }
  }

  /** The words beside a field; those of a row that is not there (yet) stand in its template. */
  function labelOf(form, name) {
    const found = form.elements.namedItem(name);
    const control = found instanceof RadioNodeList ? found[0] : found;
    if (control?.type === "radio" || control?.type === "checkbox") return control.closest("fieldset")?.querySelector("legend")?.textContent.trim() || name;
    if (control?.labels?.length) return control.labels[0].firstChild.textContent.trim();
    const pattern = name.replace(/-\d+-/, "-__n__-");
    for (const template of form.querySelectorAll("template")) {
      const sample = template.content.querySelector(`[name="${CSS.escape(pattern)}"]`);
      const label = sample?.closest("label") || (sample?.id && template.content.querySelector(`label[for="${CSS.escape(sample.id)}"]`));
      if (label) return label.firstChild.textContent.trim();
    }
    return name;
  }

  /** The fields in which two versions differ: [name, mine, theirs]. */
  function differences(mine, theirs) {
    const grouped = (fields) => fields.reduce((all, [name, value]) => all.set(name, [...(all.get(name) || []), value].filter(Boolean)), new Map());
    const [a, b] = [grouped(mine), grouped(theirs)];
    return [...new Set([...a.keys(), ...b.keys()])].map((name) => [name, (a.get(name) || []).join(", "), (b.get(name) || []).join(", ")]).filter(([, one, other]) => one !== other);
  }

  // --- offering what was left behind ----------------------------------------------------------------------------------

  /** Where offers stand in a form; a closed part of the page that holds it opens. */
  device.offersOf = (form) => {
    const place = form.querySelector("[data-offers]") || make("div", { class: "stack", "data-offers": "" });
    if (!place.isConnected) form.prepend(place);
    return place;
  };

  /** A text on this device that the server never confirmed: offer it, whatever its age. `restored` goes on with it. */
  device.offer = (form, name, copy, restored) => {
    const time = timeOf(new Date(copy.at));
    const since = copy.saved !== (form.dataset.savedAt || "") ? " " + say("sinceChanged") : "";
    const box = make("div", { class: "notice", "data-tone": "wait" }, make("strong", {}, say("found", { time })), make("p", {}, say("foundHow") + since));
    const list = make("ul", { class: "small" });
    for (const [field, one] of differences(copy.fields, fieldsOf(form)).slice(0, 8)) list.append(make("li", {}, `${labelOf(form, field)}: ${one || "–"}`));
    const restore = button(say("restore"), () => {
      store.drop(name);
      fill(form, copy.fields);
      box.remove();
      restored();
    });
    const discard = button(say("discard"), () => { store.drop(name); box.remove(); }, "small subtle");
    box.append(list, make("div", { class: "actions" }, restore, discard));
    const folded = form.closest("details");
    if (folded) folded.open = true;
    device.offersOf(form).append(box);
  };

  // --- who is logged in now ---------------------------------------------------------------------------------------------

  /** "same": the person of this page, and every form has a token that the server takes; "other"; "nobody"; "unknown". */
  device.session = async () => {
    try {
      const answer = await fetch(document.body.dataset.session, { headers: { Accept: "application/json" }, redirect: "manual", signal: AbortSignal.timeout(15000) });
      if (!answer.ok) return answer.status === 401 ? "nobody" : "unknown";
      const told = await answer.json();
      if (told.person !== person) return told.person ? "other" : "nobody";
      for (const field of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) field.value = told.token;
      if (document.body.hasAttribute("hx-headers")) document.body.setAttribute("hx-headers", JSON.stringify({ "x-csrftoken": told.token }));
      return "same";
    } catch {
      return "unknown";
    }
  };

  // Back at this tab: somebody may have logged in again in another one, which makes the tokens of this page stale.
  let away = document.hidden;
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && away && person) device.session();
    away = document.hidden;
  });

  // --- leaving ------------------------------------------------------------------------------------------------------------

  /** Take every text of this person off the device; done when the disk has it. */
  device.forget = () => {
    left = true;
    for (const key of store.keys(prefix)) store.drop(key);
    return disk.clear(prefix);
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-leaves]") || !person || left) return;
    event.preventDefault();
    try { localStorage.setItem(LEFT, `${person} ${Date.now()}`); } catch { /* no storage, no texts */ }
    Promise.race([device.forget(), new Promise((late) => setTimeout(late, 2000))]).finally(() => form.submit());
  });
  window.addEventListener("storage", (event) => {
    if (event.key !== LEFT || event.newValue?.split(" ")[0] !== person) return;
    left = true;
    document.dispatchEvent(new CustomEvent("steun:left"));
  });

  // --- the page -------------------------------------------------------------------------------------------------------

  const MARK = "steun:sent";

  /** This form is being sent with its own button: its text goes when the next page is not an error. */
  device.sent = (key) => { try { sessionStorage.setItem(MARK, key); } catch { /* the text is offered once more */ } };

  function takeMark() {
    const sent = sessionStorage.getItem(MARK);
    sessionStorage.removeItem(MARK);
    return sent;
  }

  /** A page of the same person, reached by sending, that says of nothing that it went wrong: what was sent has arrived. */
  function arrived() {
    const way = performance.getEntriesByType("navigation")[0]?.type;
    const own = document.referrer.startsWith(`${location.origin}/`);
    return person && own && way !== "back_forward" && !document.querySelector("[data-problem]");
  }
  // Back at the form because nothing answered: it did not arrive.
  window.addEventListener("pageshow", (event) => { if (event.persisted) try { takeMark(); } catch { /* no storage */ } });

  /** What a quick hand types while the disk is still being read, is kept as soon as its form is watched. */
  const early = new Set();
  const note = (event) => early.add(event.target.form);
  for (const kind of ["input", "change"]) document.addEventListener(kind, note);

  device.ready = disk.recover().then(() => {
    for (const kind of ["input", "change"]) document.removeEventListener(kind, note);
    try {
      const sent = takeMark();
      const again = document.querySelector("form[data-resend]");
      if (sent && again) again.addEventListener("submit", () => device.sent(sent)); // the same, once more
      if (sent?.startsWith(prefix) && arrived()) store.drop(sent);
    } catch { /* no storage */ }
    for (const key of store.keys("steun:draft:")) if (Date.now() - (store.get(key)?.at || 0) > KEEP) store.drop(key);
  });

  /** Watch these forms, now and whenever htmx brings new ones. */
  device.watch = (selector, watch) => device.ready.then(() => {
    const seen = new Set();
    const look = (from) => {
      for (const form of from.querySelectorAll?.(selector) || []) {
        if (seen.has(form)) continue;
        seen.add(form);
        watch(form);
        if (early.has(form)) form.dispatchEvent(new Event("input", { bubbles: true }));
      }
    };
    look(document);
    document.addEventListener("htmx:load", (event) => look(event.target.parentNode || event.target));
  });

  Object.assign(device, { store, disk, fieldsOf, fill, labelOf, same, differences });
})();
