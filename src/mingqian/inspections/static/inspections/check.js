// One finding narrows the results that fit it; nothing is ever chosen for the inspector.
(() => {
  "use strict";

  const narrow = (item) => {
    const finding = item.querySelector(".finding input:checked")?.value;
    const select = item.querySelector("select:not([data-plain])");
    for (const option of select?.options ?? []) {
      if (!option.value) continue;
      const fits = !finding || option.dataset.findings.split(" ").includes(finding);
      option.hidden = option.disabled = !fits;
    }
    if (select?.selectedOptions[0]?.disabled) select.value = "";
    // The words of a problem are asked for only where there is one; what was typed is never hidden.
    const problem = item.querySelector(".when-problem");
    const filing = item.querySelector(".when-problem-too");
    if (filing) filing.hidden = finding !== "problem" && !filing.querySelector("input:checked");
    problem.hidden = finding !== "problem" && !problem.querySelector("textarea").value;
  };

  for (const item of document.querySelectorAll(".check-item")) {
    narrow(item);
    item.addEventListener("change", (event) => {
      if (event.target.name.startsWith("finding-")) narrow(item);
    });
  }

  // What was typed and not saved is not lost by a slip of the thumb.
  const form = document.querySelector(".check-form");
  let changed = false;
  form?.addEventListener("input", () => (changed = true));
  form?.addEventListener("submit", () => (changed = false));
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
})();
