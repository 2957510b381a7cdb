// What a page does when something changed: parts that can be replaced are, and of the rest it says so.
//
// <main data-shows="KEY KEY">: when one of these changes, the page says when, and offers to load it again.
// <div id="x" data-live="/address" data-on="KEY KEY" data-every="60">: fetched again when one of them changes, and every
// so many seconds besides, because time passes too; not while somebody is at work in it. Without an address it is taken
// out of the whole page, and only when something changed.
// A KEY is a case, a subject ("proposal:…"), a kind of subject ("unit"), "cases" for any case, "*" for anything.
// Nothing is said of what this page itself did: it is true up to the number that stands in it. Other scripts may hear
// `steun:changed` on the document, whose detail says whether it `concerns(keys)`.
(function () {
  "use strict";

  const { say, notice, make, button, timeOf, now } = window.steun;
  const { seat, token, seen, worker } = document.body.dataset;
  const $$ = (selector, from = document) => Array.from(from.querySelectorAll(selector));
  const main = document.getElementById("main");
  const GRACE = 3000; // ms for which a line may be gone before anything is said of it
  const LOOK = 500; // ms between two looks at what is due
  const SHORTEST = 1000; // ms between two fetches of one part; ten times as long as the server took for the last
  const EVERY = 60; // seconds

  // --- what is told --------------------------------------------------------------------------------------------------

  const keysOf = ({ subject, case: of }) => [subject, subject.split(":")[0], of, of && "cases", "*"].filter(Boolean);
  const listed = (text) => (text || "").split(/\s+/).filter(Boolean);

  function changed({ changes, all }) {
    const of = (wanted) => changes.filter((change) => keysOf(change).some((key) => listed(wanted).includes(key)));
    const concerns = (wanted) => all ? listed(wanted).length > 0 : of(wanted).length > 0;
    for (const part of $$("[data-live]")) if (concerns(part.dataset.on)) stateOf(part).due = true;
    look();
    const shown = main?.dataset.shows;
    if (concerns(shown)) old(all ? (now?.() || new Date()) : new Date(of(shown).at(-1).at));
    const call = changes.findLast((change) => change.path);
    if (call) called(call.path);
    document.dispatchEvent(new CustomEvent("steun:changed", { detail: { changes, all, concerns } }));
  }

  /** The page is no longer what is true. It stays as it is: nothing that somebody reads or types moves. */
  function old(at) {
    const text = say("changedAt", { time: timeOf(at) });
    const shown = document.querySelector("#notice-changed p");
    if (shown) shown.textContent = text;
    else notice("changed", text, "info", button(say("loadAgain"), () => location.reload()), later("changed"));
  }

  /** Something waits for whoever sits here: said on every page but the one it is about, and the list of all that waits. */
  function called(path) {
    if (path.split("#")[0] === location.pathname || document.getElementById("work")) return; // my work shows it itself
    const look = make("a", { href: path, class: "button small" }, say("look"));
    notice("called", say("called"), "wait", look, later("called"));
  }

  const later = (key) => button(say("dismiss"), () => notice(key, ""));

  // --- parts ---------------------------------------------------------------------------------------------------------

  const states = new WeakMap(); // part -> {begun, at, rest, text, busy, due}
  const stateOf = (part) =>
    states.get(part) || states.set(part, { begun: Date.now(), at: 0, rest: SHORTEST }).get(part);

  /** Somebody is at work in it: reads with the keyboard, has something open, or typed something. */
  const isBusy = (part) =>
    part.contains(document.activeElement) ||
    $$("dialog[open], details.menu[open]", part).length > 0 ||
    $$("input:not([type=hidden]), textarea", part).some((it) => it.value !== it.defaultValue || it.checked !== it.defaultChecked);

  async function refresh(part, state) {
    const began = Date.now();
    Object.assign(state, { busy: true, due: false });
    try {
      const address = part.dataset.live;
      const text = address ? await fetched(address, { "HX-Request": "true" }) : inside(await wholePage(), part.id);
      delete part.dataset.stale;
      if (text !== state.text && document.contains(part)) put(part, text, state);
    } catch {
      part.dataset.stale = "true";
    } finally {
      Object.assign(state, { at: Date.now(), busy: false, rest: Math.max(SHORTEST, 10 * (Date.now() - began)) });
    }
  }

  async function fetched(address, headers) {
    const answer = await fetch(address, { headers: { ...headers, "X-Steun-Live": "1" }, redirect: "manual" });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.text();
  }

  /** Parts of one page that are due together come out of one answer. */
  let coming = null;
  const wholePage = () =>
    (coming ||= fetched(location.href.split("#")[0], { Accept: "text/html" }).finally(() => { coming = null; }));

  const inside = (page, id) => new DOMParser().parseFromString(page, "text/html").getElementById(id)?.innerHTML ?? "";

  /** In its place, and nothing else moves. */
  function put(part, text, state) {
    if (isBusy(part)) {
      state.due = true;
      return;
    }
    const [x, y] = [scrollX, scrollY];
    window.htmx.swap(part, text, { swapStyle: part.dataset.swap || "innerHTML", focusScroll: false });
    scrollTo(x, y);
    state.text = text;
    const there = document.getElementById(part.id);
    if (there && there !== part) states.set(there, state);
  }

  function look() {
    if (document.hidden || !window.htmx) return;
    for (const part of $$("[data-live]")) {
      const state = stateOf(part);
      const time = Date.now();
      const every = Number(part.dataset.every || (part.dataset.live ? EVERY : Infinity)) * 1000;
      const next = state.due ? state.at + state.rest : Math.max(state.at, state.begun) + every;
      if (!state.busy && time >= next && !isBusy(part)) refresh(part, state);
    }
  }
  setInterval(look, LOOK);
  document.addEventListener("visibilitychange", look);

  // --- the line ------------------------------------------------------------------------------------------------------

  let grace = 0;

  function become(state, heard) {
    document.documentElement.dataset.line = state;
    clearTimeout(grace);
    if (state === "open") notice("line", "");
    if (state === "ended") notice("line", say("ended"), "bad", button(say("loadAgain"), () => location.reload()));
    if (state === "lost") grace = setTimeout(() => notice("line", say("offline", { time: timeOf(onOurClock(heard)) }), "wait"), GRACE);
  }

  /** A moment of the device on the product's own clock, which in a replay is another. */
  const onOurClock = (heard) => new Date((now?.() || new Date()).getTime() - (Date.now() - heard));

  function follow() {
    const page = { seat, token, seen: Number(seen) };
    const hear = (message) => {
      if (message.last) page.seen = message.last;
      if (message.state) become(message.state, message.heard);
      else changed(message);
    };
    let [join, leave] = [() => {}, () => {}];
    if (window.SharedWorker) {
      const { port } = new SharedWorker(worker, { name: "steun" });
      port.onmessage = ({ data }) => hear(data);
      join = () => port.postMessage({ join: page });
      leave = () => port.postMessage({ leave: seat });
      join();
    } else {
      const script = make("script", { src: worker });
      script.addEventListener("load", () => {
        let stop = () => {};
        join = () => { stop = window.steunFollow(page, hear); };
        leave = () => stop();
        join();
      });
      document.head.append(script);
    }
    window.addEventListener("pagehide", () => leave());
    window.addEventListener("pageshow", (event) => event.persisted && join()); // out of the browser's memory: catch up
  }

  if (token) follow();
})();
