// The slider of the picture: says its moment while it moves, and asks for the picture when it stands still.
// Without a script the button beside it does the same.
(() => {
  const steun = window.steun;
  const asked = (form) => form.matches("[data-slider]");

  document.addEventListener("input", (event) => {
    const slider = event.target;
    if (slider.type !== "range" || !slider.form || !asked(slider.form)) return;
    const text = steun.timeOf(new Date(Number(slider.value) * 60000));
    slider.setAttribute("aria-valuetext", text);
    const shown = document.querySelector(".moment-shown time");
    if (shown) shown.textContent = text;
  });

  const QUIET = 300; // ms: somebody who holds an arrow key is not there yet
  let moved = false;
  let timer;
  document.addEventListener("change", (event) => {
    const slider = event.target;
    if (slider.type !== "range" || !slider.form || !asked(slider.form)) return;
    moved = true;
    clearTimeout(timer);
    timer = setTimeout(() => slider.isConnected && slider.form.requestSubmit(), QUIET);
  });

  // The picture that comes holds another slider: whoever moved the old one goes on with it.
  document.addEventListener("htmx:afterSettle", () => {
    if (moved) document.getElementById("minute")?.focus();
    moved = false;
  });
})();
