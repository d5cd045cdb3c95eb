// The room: full screen on request; a strip when the network is cut, gone when it is back.
(() => {
  "use strict";
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-fullscreen]")) return;
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.();
  });
  const cut = (is) => document.body.classList.toggle("offline", is);
  document.addEventListener("htmx:sendError", () => cut(true));
  document.addEventListener("htmx:afterOnLoad", () => cut(false));
  window.addEventListener("offline", () => cut(true));
  window.addEventListener("online", () => cut(false));
})();
