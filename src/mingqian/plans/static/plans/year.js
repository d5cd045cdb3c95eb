// The number follows the share: subjects × percent, rounded up, in whole numbers so that nothing is lost.
(() => {
  "use strict";
  const form = document.getElementById("year-form");
  if (!form) return;
  form.addEventListener("input", (event) => {
    const row = event.target.closest("[data-row]");
    if (!row || !event.target.name.endsWith("-share_percent")) return;
    const typed = event.target.value.trim().match(/^(\d{1,3})(?:\.(\d{1,4}))?\s*[%％]?$/);
    const pool = row.querySelector('input[name$="-pool"]');
    const count = row.querySelector('input[name$="-estimated_count"]');
    if (!typed || !pool || !count) return;
    const parts = BigInt(typed[1]) * 10000n + BigInt((typed[2] || "").padEnd(4, "0"));
    const product = BigInt(pool.value) * parts;
    count.value = String((product + 999999n) / 1000000n);
  });
})();
