// Without directed drawing there are no conditions to choose: they are folded away, not lost.
(() => {
  "use strict";
  const form = document.getElementById("builder") || document.getElementById("line-form");
  if (!form) return;
  const show = () => {
    const mode = form.querySelector('input[name="mode"]:checked');
    const kind = form.querySelector('input[name="kind"]:checked');
    const conditions = form.querySelector(".depends.conditions");
    const partners = form.querySelector(".depends.partners");
    if (conditions && mode) conditions.hidden = mode.value !== "directed";
    if (partners && kind) partners.hidden = kind.value !== "joint";
    for (const list of form.querySelectorAll("details.condition")) {
      const ticked = list.querySelectorAll("input:checked").length;
      let note = list.querySelector(".chosen");
      if (!note && ticked) {
        note = document.createElement("span");
        note.className = "chosen";
        list.querySelector("summary").append(note);
      }
      if (note) note.textContent = ticked ? `已选 ${ticked} 个` : "";
    }
  };
  form.addEventListener("change", show);
  show();
})();
