// A filter bar with `data-remember="name"` comes back as it was left in this browser window.
// Empty fields stay out of the address.
(() => {
  "use strict";

  for (const form of document.querySelectorAll("form.filters")) {
    form.addEventListener("submit", () => {
      for (const control of form.elements) {
        if (control.name && control.value === "") control.disabled = true;
      }
    });
    window.addEventListener("pageshow", () => {
      for (const control of form.elements) control.disabled = false;
    });

    const name = form.dataset.remember;
    if (!name) continue;
    const key = `filters:${name}:${location.pathname}`;
    const clear = form.querySelector("[data-clear]");
    clear?.addEventListener("click", () => sessionStorage.removeItem(key));
    // A bar emptied by hand and sent forgets too.
    form.addEventListener("submit", () => {
      if (![...new FormData(form).values()].some((value) => value !== "")) sessionStorage.removeItem(key);
    });
    if (location.search) {
      const kept = new URLSearchParams(location.search);
      for (const part of ["after", "before"]) kept.delete(part);
      sessionStorage.setItem(key, kept.toString());
    } else if (sessionStorage.getItem(key)) {
      location.replace(`${location.pathname}?${sessionStorage.getItem(key)}`);
    }
  }
})();
