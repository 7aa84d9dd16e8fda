"use strict";
// A classic script, run before the page is first painted: in, what was chosen before; out, data-theme on the root
// element ("light", "dark", or none where the system decides).
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem("theme");
  } catch {
    // Storage may be forbidden; then the system decides.
  }
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
})();
