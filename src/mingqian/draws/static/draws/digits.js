// Digits typed from a paper or from dice: only those that may be, in groups of five, with a count of how many are still missing.
(() => {
  "use strict";
  for (const field of document.querySelectorAll("[data-digits]")) {
    const whole = Number(field.dataset.digits);
    const only = new Set(field.dataset.only);
    const note = document.createElement("p");
    note.className = "help count";
    note.setAttribute("aria-live", "polite");
    field.after(note);
    const tidy = () => {
      const digits = [...field.value].filter((c) => only.has(c)).slice(0, whole);
      field.value = digits.join("").replace(/(.{5})(?=.)/g, "$1 ");
      note.textContent = digits.length < whole ? `已录 ${digits.length} 位，还差 ${whole - digits.length} 位` : `已录满 ${whole} 位`;
    };
    field.addEventListener("input", tidy);
    tidy();
    // Big keys beside the field: one press a throw.
    const pad = field.parentElement.querySelector(".pad");
    pad?.addEventListener("click", (event) => {
      const key = event.target.closest("button");
      if (!key) return;
      field.value = key.dataset.key === "back" ? field.value.replace(/\d\s*$/, "") : field.value + key.dataset.key;
      tidy();
    });
  }
})();
