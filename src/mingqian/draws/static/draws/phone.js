// A witness's phone: makes the value, keeps it, shows it, promises it, opens it, and signs what is published.
// Nothing here leaves the phone but the promise, the public key, signatures, and in its time the value.
(() => {
  "use strict";
  const box = document.getElementById("witness");
  if (!box) return;
  const C = globalThis.MingqianCrypto;
  const hash = box.dataset.hash;
  const slot = `mingqian-witness-${box.dataset.source}`;
  const shown = document.getElementById("value");
  const form = document.getElementById("act");
  const act = form?.dataset.act ?? "";
  const fill = (name, value) => {
    const field = form?.querySelector(`[name="${name}"]`);
    if (field) field.value = value;
  };

  const load = () => {
    try {
      return JSON.parse(localStorage.getItem(slot) ?? "null");
    } catch {
      return null;
    }
  };
  const keep = (mine) => {
    try {
      localStorage.setItem(slot, JSON.stringify(mine));
      return localStorage.getItem(slot) !== null;
    } catch {
      return false;
    }
  };
  const show = (value) => {
    if (!shown) return;
    shown.replaceChildren(
      ...value.match(/.{4}/g).map((group) => {
        const span = document.createElement("span");
        span.textContent = group;
        return span;
      }),
    );
  };
  const message = () => C.unhex(box.dataset.message);
  const signInto = (mine) => {
    fill("key", C.hex(C.publicKey(C.unhex(mine.key))));
    fill("sig", C.hex(C.sign(C.unhex(mine.key), message())));
  };

  let mine = load();
  if (act === "commit") {
    // Made at once and kept before it is promised: a phone that sleeps or reloads finds the same one again.
    const typed = document.getElementById("typed");
    const make = (text) => {
      mine = { value: C.freshValue(text), key: C.hex(C.random(32)) };
      if (!keep(mine)) document.getElementById("not-kept").hidden = false;
    };
    const put = () => {
      show(mine.value);
      fill("commitment", C.commitment(mine.value, hash));
      fill("key", C.hex(C.publicKey(C.unhex(mine.key))));
    };
    if (!mine) make("");
    put();
    document.getElementById("mix")?.addEventListener("click", () => {
      make(typed.value);
      typed.value = "";
      put();
    });
  } else {
    // A phone that did not make the value (changed, or cleared) still signs, with a key of its own.
    if (!mine) {
      mine = { value: "", key: C.hex(C.random(32)) };
      keep(mine);
    }
    const known = mine.value && C.commitment(mine.value, hash) === box.dataset.commitment;
    if (known) show(mine.value);
    if (act === "reveal") {
      const field = document.getElementById("reveal");
      if (known && !field.value.trim()) field.value = mine.value.match(/.{4}/g).join(" ");
      document.getElementById("by-hand").open = !known;
    }
    if (act === "attest_m" || act === "sign") signInto(mine);
    if (act === "attest_reveals") {
      // The phone looks for itself: the hash is of these values, and its own stands among them unchanged.
      const text = form.dataset.reveals;
      const right = C.hex(C.hashes[hash](C.utf8(text))) === box.dataset.message && (!known || text.includes(`"${mine.value}"`));
      if (right) {
        signInto(mine);
        if (!form.dataset.refused) form.requestSubmit();
      } else {
        document.getElementById("wrong").hidden = false;
        form.querySelector("button").disabled = true;
      }
    }
  }

  // Ask what the room is at; asked again at once when the phone wakes. Without the network nothing happens and nothing is lost.
  // A text somebody is typing is not taken from under their fingers.
  let typedAt = 0;
  document.addEventListener("input", () => (typedAt = Date.now()));
  const moved = (stamp) => stamp !== box.dataset.stamp && !form?.dataset.sent && Date.now() - typedAt > 15000;
  const ask = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(box.dataset.stampUrl, { cache: "no-store", credentials: "same-origin" });
      if (answer.ok && moved(await answer.text())) location.reload();
      document.body.classList.toggle("offline", !answer.ok);
    } catch {
      document.body.classList.add("offline");
    }
  };
  setInterval(ask, 2500);
  document.addEventListener("visibilitychange", ask);
  window.addEventListener("online", ask);
})();
