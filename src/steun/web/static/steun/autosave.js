// Nothing that somebody typed is lost: not by a killed browser, a lost line, a slow server, or a colleague who was faster.
//
// <form data-autosave="/ask/…/save" data-saved-at="2026-11-24T01:14:00+01:00">, with a hidden input `version` when the
// server counts versions. At every input the form goes to localStorage; shortly after, to the server by POST. The local
// copy is removed once the server has confirmed just that content. The server answers
//   204, or 200 with {"saved_at": "...", "version": 7, "faults": [{"field": ..., "text": ...}]}: saved, but for the faults;
//   409 with {"version": 9, "differences": [{"label": ..., "yours": ..., "theirs": ...}]}: somebody else saved in between;
//   anything else: not saved, and the reason in "detail" when there is one.
// `data-autosave="no"` says that a form is none of our business.
// Without a script the form has a plain button; nothing here is needed to send it.
(function () {
  "use strict";

  const { say, make, button, timeOf } = window.steun;
  const SKIP = new Set(["csrfmiddlewaretoken", "seat", "version", "id", "page", "knowingly"]);
  const skipped = (name) => SKIP.has(name) || name.endsWith(".was"); // what nobody typed
  const WAIT = 1200; // ms of rest before sending
  const LONGEST = 5000; // ms that typing may put off sending
  const AGAIN = [4000, 10000, 30000, 60000]; // ms until the next try
  const KEEP = 30 * 86400000; // ms that an unsent copy stays on the device
  const person = document.body.dataset.person || "";
  const prefix = `steun:draft:${person}:`;

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
    set: (key, value) => { disk.put(key, value); try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; } },
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

  // --- one form -----------------------------------------------------------------------------------------------------

  function watch(form) {
    const key = prefix + form.dataset.autosave;
    let timer = 0;
    let unsentSince = null;
    let tries = 0;
    let sending = false;
    let conflict = false;
    let stored = true; // does the device keep our copies?
    let answered = null; // what the server has seen, faults and all: sent once more it would only race with the next page

    const status = form.querySelector("[data-saving]") || form.appendChild(make("p", { class: "saving" }));
    status.setAttribute("role", "status");
    const tell = (word, saved, facts = {}) => {
      status.textContent = say(word, facts);
      status.dataset.saved = saved;
    };
    const offers = form.querySelector("[data-offers]") || make("div", { class: "stack" });
    if (!offers.isConnected) form.prepend(offers);

    function keep() {
      stored = store.set(key, { at: Date.now(), saved: form.dataset.savedAt || "", fields: fieldsOf(form) });
      const mine = disk.last;
      status.dataset.saved = "busy";
      mine.then(() => disk.last === mine && status.dataset.saved === "busy" && tell(stored ? "kept" : "notKept", "no"));
    }

    // Who types on without a pause is saved all the same: the first unsent word waits LONGEST at most.
    const later = (wait) => {
      clearTimeout(timer);
      unsentSince ??= Date.now();
      timer = setTimeout(send, Math.max(0, Math.min(wait, wait > LONGEST ? wait : unsentSince + LONGEST - Date.now())));
    };

    async function send(force) {
      if (sending) return later(WAIT);
      if (conflict && force !== true) return;
      clearTimeout(timer);
      sending = true;
      unsentSince = null;
      const sent = fieldsOf(form);
      try {
        const answer = await fetch(form.dataset.autosave, {
          method: "POST", body: new FormData(form), redirect: "manual", signal: AbortSignal.timeout(15000),
          headers: { "X-Steun-Autosave": "1", Accept: "application/json" },
        });
        const told = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json().catch(() => ({})) : {};
        if (answer.status === 409) return clash(told);
        if (answer.type === "opaqueredirect" || answer.status === 401) return tell("loggedOut", "no");
        if (answer.status >= 400 && answer.status < 500) return tell("notAccepted", "no", { reason: told.detail || told.title || answer.status });
        if (!answer.ok) throw new Error(String(answer.status));
        confirmed(sent, told);
      } catch {
        tell(stored ? "kept" : "notKept", "no");
        later(AGAIN[Math.min(tries++, AGAIN.length - 1)]);
      } finally {
        sending = false;
      }
    }

    function confirmed(sent, told) {
      tries = 0;
      conflict = false;
      const at = told.saved_at ? new Date(told.saved_at) : window.steun.now?.() || new Date();
      form.dataset.savedAt = told.saved_at || at.toISOString();
      const version = form.elements.namedItem("version");
      if (version && told.version !== undefined) version.value = told.version;
      if (!same(sent, fieldsOf(form))) return later(WAIT); // typed on meanwhile: the copy stays
      answered = sent;
      const faults = (told.faults || []).map((fault) => fault.text || fault.field);
      if (faults.length) return tell("savedExcept", "no", { time: timeOf(at), reason: faults.join("; ") }); // the copy stays
      store.drop(key);
      tell("saved", "yes", { time: timeOf(at) });
    }

    /** Somebody else saved in between: show both versions; nothing is overwritten without a decision. */
    async function clash(told) {
      conflict = true;
      keep();
      tell("changed", "no");
      const box = make("div", { class: "notice", "data-tone": "wait", role: "alert" }, make("strong", {}, say("changed")), make("p", {}, say("changedHow")));
      let version = told.version;
      try {
        let different = told.differences?.map(({ label, yours, theirs }) => [label, yours, theirs]);
        if (!different) {
          const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
          const other = page.querySelector(`form[data-autosave="${CSS.escape(form.dataset.autosave)}"]`);
          version ??= other?.elements.namedItem("version")?.value;
          different = differences(fieldsOf(form), fieldsOf(other)).map(([name, one, two]) => [labelOf(form, name), one, two]);
        }
        const rows = different.map(([label, one, two]) =>
          make("tr", {}, make("th", { scope: "row" }, label), make("td", {}, one), make("td", {}, make("mark", {}, two))));
        const head = make("tr", {}, ...["field", "yours", "theirs"].map((word) => make("th", { scope: "col" }, say(word))));
        box.append(make("table", { class: "data versions" }, make("thead", {}, head), make("tbody", {}, ...rows)));
      } catch { /* cannot be fetched now: the notice and the choice stand on their own */ }
      const mineWins = button(say("useMine"), () => {
        const field = form.elements.namedItem("version");
        if (field && version !== undefined) field.value = version;
        box.remove();
        conflict = false;
        send(true);
      });
      const theirsWins = button(say("useTheirs"), () => {
        store.set(`${key}:kept:${Date.now()}`, { at: Date.now(), saved: form.dataset.savedAt || "", fields: fieldsOf(form) });
        store.drop(key);
        location.reload();
      });
      box.append(make("div", { class: "actions" }, mineWins, theirsWins));
      offers.replaceChildren(box);
    }

    /** A version on this device that the server never confirmed: offer it, whatever its age. */
    function offer(name, copy) {
      const when = new Date(copy.at);
      const time = timeOf(when);
      const since = copy.saved !== (form.dataset.savedAt || "") ? " " + say("sinceChanged") : "";
      const box = make("div", { class: "notice", "data-tone": "wait" }, make("strong", {}, say("found", { time })), make("p", {}, say("foundHow") + since));
      const list = make("ul", { class: "small" });
      for (const [field, one] of differences(copy.fields, fieldsOf(form)).slice(0, 8)) list.append(make("li", {}, `${labelOf(form, field)}: ${one || "–"}`));
      const restore = button(say("restore"), () => {
        store.drop(name);
        fill(form, copy.fields);
        box.remove();
        keep();
        send();
      });
      const discard = button(say("discard"), () => { store.drop(name); box.remove(); }, "small subtle");
      box.append(list, make("div", { class: "actions" }, restore, discard));
      offers.append(box);
    }

    // what was left behind
    const left = store.get(key);
    if (left && same(left.fields, fieldsOf(form))) send(); // the page shows it, the server has not confirmed it
    else if (left) {
      store.set(`${key}:kept:${left.at}`, left);
      store.drop(key);
    }
    for (const name of store.keys(`${key}:kept:`)) {
      const copy = store.get(name);
      if (!copy || same(copy.fields, fieldsOf(form))) store.drop(name);
      else offer(name, copy);
    }

    if (form.dataset.savedAt && !status.textContent) tell("saved", "yes", { time: timeOf(new Date(form.dataset.savedAt)) });

    form.addEventListener("input", () => { keep(); later(WAIT); });
    form.addEventListener("change", () => { keep(); later(WAIT); });
    window.addEventListener("online", () => { if (store.get(key)) send(); });
    window.addEventListener("pagehide", () => { if (store.get(key) && !sending && !conflict && !form.dataset.sent && !same(answered, fieldsOf(form))) navigator.sendBeacon?.(form.dataset.autosave, new FormData(form)); });
    // Only when the device cannot keep a copy is there something to lose, and only then the browser asks.
    window.addEventListener("beforeunload", (event) => { if (!stored && !form.dataset.sent) event.preventDefault(); });
    // Sent with its own button: the copy goes when the next page is not this form again and not an error.
    form.addEventListener("submit", () => {
      clearTimeout(timer);
      try { sessionStorage.setItem("steun:sent", key); } catch { /* the copy is offered once more */ }
    });
    form.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful && event.target === form) store.drop(key); });
  }

  // --- the page -------------------------------------------------------------------------------------------------------

  const OURS = 'form[data-autosave]:not([data-autosave="no"])';
  const forms = Array.from(document.querySelectorAll(OURS));
  // A quick hand types while the disk is still being read: what it typed is kept as soon as its form is watched.
  const early = new Set();
  const note = (event) => early.add(event.target.form);
  for (const kind of ["input", "change"]) document.addEventListener(kind, note);
  disk.recover().then(() => {
    for (const kind of ["input", "change"]) document.removeEventListener(kind, note);
    try {
      const sent = sessionStorage.getItem("steun:sent");
      sessionStorage.removeItem("steun:sent");
      const again = forms.some((form) => prefix + form.dataset.autosave === sent);
      if (sent && !again && !document.querySelector("[data-problem]")) store.drop(sent);
    } catch { /* no storage */ }
    for (const key of store.keys("steun:draft:")) if (Date.now() - (store.get(key)?.at || 0) > KEEP) store.drop(key);
    forms.forEach(watch);
    for (const form of forms) if (early.has(form)) form.dispatchEvent(new Event("input", { bubbles: true }));
  });
  document.addEventListener("htmx:load", (event) => {
    for (const form of event.target.querySelectorAll?.(OURS) || []) if (!forms.includes(form)) { forms.push(form); watch(form); }
  });
})();
