// One click copies a code or a hash, whole and without gaps.
(() => {
  "use strict";

  const copy = async (text) => {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "visually-hidden";
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  };

  const say = (words) => {
    document.querySelector(".toast")?.remove();
    const toast = document.createElement("div");
    toast.className = "toast";
    toast.setAttribute("role", "status");
    toast.textContent = words;
    document.body.append(toast);
    setTimeout(() => toast.remove(), 1800);
  };

  document.addEventListener("click", async (event) => {
    const holder = event.target.closest("[data-copy]");
    if (!holder || String(window.getSelection())) return;
    event.preventDefault();
    event.stopPropagation();
    try {
      await copy(holder.dataset.copy);
      holder.classList.add("copied");
      setTimeout(() => holder.classList.remove("copied"), 1800);
      say("已复制");
    } catch {
      say("浏览器不让复制，请手工选取");
    }
  });
})();
