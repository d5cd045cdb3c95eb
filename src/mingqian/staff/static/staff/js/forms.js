// A form is sent once: a second press while the first is under way does nothing. Going back makes it ready again.
(() => {
  "use strict";

  const release = (form) => {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.sent = "1";
    event.submitter?.setAttribute("aria-busy", "true");
    // A download answers without leaving the page.
    if (form.hasAttribute("data-download")) setTimeout(() => release(form), 3000);
  });

  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest?.("form");
    if (form) release(form);
  });

  // The first field that was refused takes the cursor.
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelector('[aria-invalid="true"]')?.focus();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-close-ask]")) event.target.closest("details").open = false;
    if (event.target.closest("[data-print]")) window.print();
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  // `data-all="name"` on a checkbox in a table's head takes or leaves all rows; `data-ticked="name"` says how many
  // are taken, counted in its `data-measure`.
  const boxes = (name) => [...document.querySelectorAll(`input[type="checkbox"][name="${CSS.escape(name)}"]`)];
  const tell = () => {
    for (const place of document.querySelectorAll("[data-ticked]")) {
      const taken = boxes(place.dataset.ticked).filter((box) => box.checked).length;
      place.textContent = `已选 ${taken} ${place.dataset.measure}`;
      place.hidden = !taken;
    }
  };
  document.addEventListener("change", (event) => {
    const name = event.target.dataset?.all;
    if (name) for (const box of boxes(name)) box.checked = event.target.checked;
    if (event.target.type === "checkbox") tell();
  });
  window.addEventListener("pageshow", tell);
})();
