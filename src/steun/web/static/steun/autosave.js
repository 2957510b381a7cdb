// Nothing that somebody typed is lost: not by a killed browser, a lost line, a slow server, or a colleague who was faster.
//
// <form data-autosave="/ask/…/save" data-saved-at="2026-11-24T01:14:00+01:00">, with a hidden input `version` when the
// server counts versions. At every input the form goes to localStorage; shortly after, to the server by POST. The local
// copy is removed once the server has confirmed just that content. The server answers
//   204, or 200 with {"saved_at": "...", "version": 7, "faults": [{"field": ..., "text": ...}]}: saved, but for the faults,
//       and with "merged": [{"label": ..., "theirs": ...}] beside what others changed meanwhile, which stays theirs;
//   409 with {"version": 9, "differences": [{"label": ..., "yours": ..., "theirs": ...}]}: both changed these fields;
//   anything else: not saved, and the reason in "detail" when there is one.
// `data-autosave="no"` says that a form is none of our business.
// Without a script the form has a plain button; nothing here is needed to send it.
(function () {
  "use strict";

  const { say, make, button, timeOf, device } = window.steun;
  const { store, disk, fieldsOf, fill, labelOf, same, differences } = device;
  const WAIT = 1200; // ms of rest before sending
  const LONGEST = 5000; // ms that typing may put off sending
  const LOOK = 3000; // ms between two looks at whether somebody logged in again
  const AGAIN = [4000, 10000, 30000, 60000]; // ms until the next try

  // --- one form -----------------------------------------------------------------------------------------------------

  function watch(form) {
    const key = device.prefix + form.dataset.autosave;
    const shown = fieldsOf(form); // as the page came
    let timer = 0;
    let unsentSince = null;
    let tries = 0;
    let sending = false;
    let conflict = false;
    let stored = true; // does the device keep our copies?
    let waiting = 0; // timer: looks whether somebody logged in again
    let answered = null; // what the server has seen, faults and all: sent once more it would only race with the next page

    const status = form.querySelector("[data-saving]") || form.appendChild(make("p", { class: "saving" }));
    status.setAttribute("role", "status");
    const tell = (word, saved, facts = {}) => {
      status.textContent = say(word, facts);
      status.dataset.saved = saved;
    };
    const offers = device.offersOf(form);

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

    async function send() {
      if (sending) return later(WAIT);
      if (conflict) return;
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
        const gone = answer.type === "opaqueredirect" || answer.status === 401;
        if (gone || (answer.status === 403 && told.code === "stale-form")) return await waitForLogin(gone);
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

    /** The server does not know us any more. After a log-in in another tab this form goes on where it was. */
    async function waitForLogin(gone) {
      const who = await device.session();
      if (who === "same") return gone ? tell("notAccepted", "no", { reason: say("loggedOut") }) : later(0);
      tell(who === "other" ? "otherPerson" : "loggedOut", "no");
      if (!waiting) {
        waiting = setInterval(async () => {
          if (document.hidden || (await device.session()) !== "same") return;
          clearInterval(waiting);
          waiting = 0;
          send();
        }, LOOK);
      }
    }

    function confirmed(sent, told) {
      tries = 0;
      conflict = false;
      if (told.saved_at === null) { // nothing was said yet that can be kept: no draft was born
        const wrong = (told.faults || []).map((fault) => fault.text || fault.field).join("; ");
        form.dataset.answeredAt = String(Date.now());
        return wrong ? tell("notAccepted", "no", { reason: wrong }) : tell("notBegun", "no");
      }
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
      if (document.querySelector("[data-choices]")) return location.assign(form.action); // chosen: show what stands
      if (told.merged?.length) besides(told.merged);
    }

    /** Others filled in other fields: say which. The page shows them when it is loaded again; nothing typed is touched. */
    function besides(merged) {
      const names = merged.map(({ label, theirs }) => (theirs ? `${label}: ${theirs}` : label)).join("; ");
      if (names === besides.said) return;
      besides.said = names;
      window.steun.notice("merged", say("merged", { names }), "info", button(say("loadAgain"), () => location.assign(form.action)));
    }

    /** Both changed the same field: show both values. The server's page asks whose is to stand; until then none gives way. */
    async function clash(told) {
      conflict = true;
      keep();
      tell("changed", "no");
      if (document.querySelector("[data-choices]")) return; // this is that page
      const box = make("div", { class: "notice", "data-tone": "wait", role: "alert" }, make("strong", {}, say("changed")), make("p", {}, say("changedHow")));
      try {
        let different = told.differences?.map(({ label, yours, theirs }) => [label, yours, theirs]);
        if (!different) {
          const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
          const other = page.querySelector(`form[data-autosave="${CSS.escape(form.dataset.autosave)}"]`);
          different = differences(fieldsOf(form), fieldsOf(other)).map(([name, one, two]) => [labelOf(form, name), one, two]);
        }
        const rows = different.map(([label, one, two]) =>
          make("tr", {}, make("th", { scope: "row" }, label), make("td", {}, one), make("td", {}, make("mark", {}, two))));
        const head = make("tr", {}, ...["field", "yours", "theirs"].map((word) => make("th", { scope: "col" }, say(word))));
        box.append(make("table", { class: "data versions" }, make("thead", {}, head), make("tbody", {}, ...rows)));
      } catch { /* cannot be fetched now: the notice and the choice stand on their own */ }
      box.append(make("div", { class: "actions" }, button(say("choose"), () => form.requestSubmit())));
      offers.replaceChildren(box);
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
      else device.offer(form, name, copy, () => { keep(); send(); });
    }

    if (form.dataset.savedAt && !status.textContent) tell("saved", "yes", { time: timeOf(new Date(form.dataset.savedAt)) });

    // Touching a filter of a list is no change of the form, and a form as it came has nothing to say.
    const typed = (event) => {
      if (event.target !== form && event.target.matches?.("input:not([name]), select:not([name])")) return;
      if (!form.dataset.savedAt && !store.get(key) && same(shown, fieldsOf(form))) return;
      keep();
      later(WAIT);
    };
    form.addEventListener("input", typed);
    form.addEventListener("change", typed);
    document.addEventListener("steun:left", () => { clearTimeout(timer); conflict = true; tell("leftElsewhere", "no"); });
    window.addEventListener("online", () => { if (store.get(key)) send(); });
    window.addEventListener("pagehide", () => { if (store.get(key) && !sending && !conflict && !form.dataset.sent && !same(answered, fieldsOf(form))) navigator.sendBeacon?.(form.dataset.autosave, new FormData(form)); });
    // Only when the device cannot keep a copy is there something to lose, and only then the browser asks.
    window.addEventListener("beforeunload", (event) => { if (!stored && !form.dataset.sent) event.preventDefault(); });
    // Sent with its own button: the copy goes when the next page is not this form again and not an error.
    form.addEventListener("submit", () => {
      clearTimeout(timer);
      device.sent(key);
    });
    form.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful && event.target === form) store.drop(key); });
  }

  device.watch('form[data-autosave]:not([data-autosave="no"])', watch);
})();
