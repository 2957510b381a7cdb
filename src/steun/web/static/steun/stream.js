// One stream per seat, whatever the number of pages: in a SharedWorker for all tabs of a browser, else in the page.
//
// A page joins with {seat, token, seen}: the number up to which it is true. It is told, in order and once each:
//   {changes: [{n, at, subject, case, path}], all, last}   what changed since; `all`: too much was missed to name
//   {state: "open" | "lost" | "ended", heard}              how the line is; `heard`: when the server was last heard, in ms
// When the line breaks, what was missed is asked for (/live/since), and with its fresh token the stream opens again.
// Where no stream stays open, that question is asked every 5 s instead.
(function (scope) {
  "use strict";

  const POLL = 5000; // ms between two questions where no stream can be had
  const SILENT = 40000; // ms without a sign, beats included, after which a line is taken for dead
  const AGAIN = [500, 1000, 2000, 4000, 8000]; // ms before the next try
  const KEEP = 500; // changes that are kept for pages that join later
  const GIVE_UP = 3; // streams that broke before they told anything, after which we poll; one is tried now and then
  const NOW_AND_THEN = 12; // questions between two tries of a stream

  class Stream {
    constructor(seat) {
      Object.assign(this, { seat, pages: new Map(), recent: [], last: 0, from: 0, state: "", heard: Date.now() });
      Object.assign(this, { source: null, token: "", tries: 0, broken: 0, asked: 0, timer: 0, watch: 0 });
    }

    join(tell, { token, seen }) {
      if (!this.pages.size) this.last = this.from = seen;
      this.pages.set(tell, seen);
      if (seen < this.from) tell({ changes: [], all: true, last: this.last });
      else this.give(tell);
      if (this.source && this.state === "open") return tell({ state: this.state, heard: this.heard });
      this.token = token;
      this.tries = 0;
      this.open();
    }

    leave(tell) {
      this.pages.delete(tell);
      if (this.pages.size) return;
      this.stop();
      this.recent = [];
      this.last = this.from = 0;
      this.state = "";
    }

    stop() {
      this.source?.close();
      this.source = null;
      clearTimeout(this.timer);
      clearTimeout(this.watch);
    }

    /** To one page: what it has not been told yet. */
    give(tell) {
      const seen = this.pages.get(tell);
      const changes = this.recent.filter((change) => change.n > seen);
      if (this.last > seen) this.pages.set(tell, this.last);
      if (changes.length) tell({ changes, all: false, last: this.last });
    }

    take({ changes, all, last }) {
      if (all) {
        this.recent = [];
        this.last = this.from = last;
        for (const tell of this.pages.keys()) {
          this.pages.set(tell, last);
          tell({ changes: [], all: true, last });
        }
        return;
      }
      if (last <= this.last) return;
      this.recent.push(...changes.filter((change) => change.n > this.last));
      this.last = last;
      for (const tell of this.pages.keys()) this.give(tell);
      const old = this.recent.splice(0, Math.max(0, this.recent.length - KEEP));
      if (old.length) this.from = old.at(-1).n;
    }

    become(state) {
      if (state === "open") this.heard = Date.now();
      if (state === this.state) return;
      this.state = state;
      for (const tell of this.pages.keys()) tell({ state, heard: this.heard });
    }

    /** The server was heard: the line lives, and so long as this comes it stays open. */
    sign() {
      this.become("open");
      this.tries = this.broken = 0;
      clearTimeout(this.watch);
      this.watch = setTimeout(() => this.lost(), SILENT);
    }

    open() {
      this.stop();
      if (!scope.EventSource) return this.ask();
      const source = (this.source = new EventSource(`/live?token=${encodeURIComponent(this.token)}&after=${this.last}`));
      source.onopen = () => this.sign();
      source.onmessage = (event) => {
        this.sign();
        this.take(JSON.parse(event.data));
      };
      source.addEventListener("beat", (event) => {
        this.sign();
        if (Number(event.data) > this.last) this.last = Number(event.data);
      });
      source.addEventListener("end", () => {
        this.stop();
        this.ask(); // which says whether this seat goes on under another log-in
      });
      source.onerror = () => {
        this.broken += 1;
        this.lost();
      };
      this.watch = setTimeout(() => this.lost(), SILENT);
    }

    lost() {
      this.stop();
      if (this.broken < GIVE_UP) this.become("lost");
      this.later(AGAIN[Math.min(this.tries++, AGAIN.length - 1)] * (0.5 + Math.random()));
    }

    later(wait) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), wait);
    }

    /** What was missed, and a fresh token. */
    async ask() {
      let answer;
      try {
        const headers = { "Steun-Mandate": this.seat, Accept: "application/json" };
        answer = await fetch(`/live/since?after=${this.last}`, { headers, redirect: "manual", cache: "no-store" });
      } catch {
        this.become("lost");
        return this.lost();
      }
      if (!this.pages.size) return;
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return this.become("ended");
      if (!answer.ok) {
        this.become("lost");
        return this.lost();
      }
      const told = await answer.json();
      this.token = told.token;
      this.take(told);
      if (scope.EventSource && (this.broken < GIVE_UP || ++this.asked % NOW_AND_THEN === 0)) return this.open();
      this.become("open");
      this.heard = Date.now();
      this.later(POLL);
    }
  }

  const streams = new Map();
  const streamOf = (seat) => streams.get(seat) || streams.set(seat, new Stream(seat)).get(seat);

  /** Follow a seat; returns a function that leaves. */
  scope.steunFollow = (page, tell) => {
    streamOf(page.seat).join(tell, page);
    return () => streamOf(page.seat).leave(tell);
  };

  // In a SharedWorker: each page is a port, which says {join: {...}} and {leave: seat}.
  scope.onconnect = ({ ports: [port] }) => {
    const tell = (message) => port.postMessage(message);
    port.onmessage = ({ data }) => {
      if (data.join) streamOf(data.join.seat).join(tell, data.join);
      if (data.leave) streamOf(data.leave).leave(tell);
    };
  };
})(globalThis);
