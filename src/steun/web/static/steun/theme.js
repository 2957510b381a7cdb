// Runs before the first paint, so that a dark room stays dark: puts the remembered theme on <html>.
(function () {
  var root = document.documentElement;
  root.classList.add("js");
  try {
    var theme = localStorage.getItem("steun:theme");
    if (localStorage.getItem("steun:density") === "compact") root.dataset.density = "compact";
    if (theme === "dark" || theme === "light") root.dataset.theme = theme;
  } catch (error) { /* no storage: the device decides */ }
})();
