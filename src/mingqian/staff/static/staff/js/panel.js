// A link with `data-panel` opens its page in the side panel; without scripts, or on a phone, it opens as a page.
(() => {
  "use strict";

  const panel = document.getElementById("panel");
  if (!panel) return;
  let opener = null;

  const close = () => {
    panel.hidden = true;
    opener?.focus();
  };

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-close-panel]")) return close();
    const link = event.target.closest("a[data-panel]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!window.htmx || window.innerWidth < 960) return;
    event.preventDefault();
    opener = link;
    window.htmx.ajax("GET", link.href, { target: "#panel-body", swap: "innerHTML" }).then(() => {
      panel.hidden = false;
      panel.focus({ preventScroll: true });
    });
  });
  panel.addEventListener("close", close);

  // A refusal comes back as a page too and is shown, not swallowed.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if ([403, 409, 422].includes(event.detail.xhr.status)) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
  // Signed out meanwhile: go and sign in instead of showing the login page inside the panel.
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const address = event.detail.xhr.responseURL;
    if (address && new URL(address).pathname.startsWith("/login/")) {
      event.preventDefault();
      location.reload();
    }
  });
})();
