// Every other form in which one types: a note, an act on a gate, what was said on the phone, an evaluation, a count of
// stock. What is typed stays on this device until the form was sent and taken, and is offered again after a log-in that
// ran out, a lost line or a killed browser. Nothing is needed of the form: no attribute, no script of its own.
// `data-autosave="no"` says that a form is none of our business (passwords, accounts).
(function () {
  "use strict";

  const { say, make, device } = window.steun;
  const { store, fieldsOf, same } = device;
  const OURS = 'form[method="post"]:not([data-autosave])';
  const TYPED = "textarea, input:not([type]), input[type=text], input[type=number], input[type=email], input[type=tel]";

  /** What a reload keeps of a form: its address, and the hidden values that tell it from others with that address. */
  function nameOf(form) {
    const meant = new Set(fieldsOf(form).map(([name]) => name));
    const fixed = Array.from(form.querySelectorAll("input[type=hidden]")).filter((field) => field.name !== "next" && meant.has(field.name));
    return new URL(form.action, location.href).pathname + fixed.map((field) => `&${field.name}=${field.value}`).join("");
  }

  function keyOf(form) {
    const name = nameOf(form);
    const turn = Array.from(document.querySelectorAll(OURS)).filter((other) => nameOf(other) === name).indexOf(form);
    return device.prefix + name + (turn > 0 ? `#${turn}` : "");
  }

  function watch(form) {
    if (!form.querySelector(TYPED) || form.querySelector("input[type=password]") || !document.body.dataset.person) return;
    const key = keyOf(form);
    const status = make("p", { class: "saving small", role: "status" });

    const typed = (event) => {
      if (event.target.matches?.("input:not([name]), select:not([name])")) return;
      const kept = store.set(key, { at: Date.now(), saved: "", fields: fieldsOf(form) });
      if (!status.isConnected) form.append(status);
      status.textContent = say(device.left() ? "leftElsewhere" : kept ? "keptHere" : "notKept");
    };

    const left = store.get(key);
    if (left && !same(left.fields, fieldsOf(form))) device.offer(form, key, left, () => typed({ target: form }));

    form.addEventListener("input", typed);
    form.addEventListener("change", typed);
    form.addEventListener("submit", () => { if (store.get(key)) device.sent(key); });
    form.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful && event.target === form) store.drop(key); });
  }

  device.watch(OURS, watch);
})();
