// From a problem to the line it is about: the file opens and the line is selected.
(() => {
  "use strict";
  const form = document.getElementById("pack-writing");
  if (!form) return;
  form.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-line]");
    if (!link) return;
    const area = document.getElementById(link.hash.slice(1));
    if (!area) return;
    event.preventDefault();
    area.closest("details").open = true;
    const lines = area.value.split("\n");
    const line = Math.max(1, Number(link.dataset.line) || 1);
    const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    area.focus();
    area.setSelectionRange(start, start + (lines[line - 1] || "").length);
    area.scrollTop = (line - 3) * parseFloat(getComputedStyle(area).lineHeight);
    area.scrollIntoView({ block: "center" });
  });
})();
