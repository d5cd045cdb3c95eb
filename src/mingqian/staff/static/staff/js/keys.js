// `/` search · j k rows · Enter open · Esc back.
(() => {
  "use strict";

  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
  const rows = () => [...document.querySelectorAll("[data-rows] > *")].filter((row) => row.querySelector("a"));

  const move = (by) => {
    const all = rows();
    if (!all.length) return;
    const at = all.findIndex((row) => row.hasAttribute("data-current"));
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))];
    all[at]?.removeAttribute("data-current");
    next.setAttribute("data-current", "");
    next.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") {
      const menu = document.querySelector("details.menu[open], details.ask[open]");
      const panel = document.getElementById("panel");
      if (menu) menu.open = false;
      else if (panel && !panel.hidden) panel.dispatchEvent(new Event("close"));
      else if (typing(event.target)) event.target.blur();
      else {
        const up = document.querySelector("[data-back]") ?? [...document.querySelectorAll(".crumbs a")].pop();
        if (up) location.href = up.href;
      }
      return;
    }
    if (typing(event.target)) return;
    if (event.key === "/") {
      const box = document.getElementById("search");
      if (box) {
        event.preventDefault();
        box.focus();
        box.select();
      }
    } else if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "Enter" && !event.target.closest("a, button, summary")) {
      document.querySelector("[data-rows] > [data-current] a")?.click();
    }
  });
})();
