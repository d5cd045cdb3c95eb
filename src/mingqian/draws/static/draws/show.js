// The result, beat by beat, at a pace a room can follow: at most a minute and a half in all, pausable, skippable, again at will.
// Without scripts everything simply stands there.
(() => {
  "use strict";
  const show = document.getElementById("show");
  const bar = document.getElementById("show-bar");
  if (!show || !bar) return;
  const beats = [...show.querySelectorAll("[data-beat]")];
  const whole = 90_000;
  const step = Math.max(1, Math.ceil(beats.length / 300));
  const pace = Math.min(1600, Math.max(280, whole / Math.ceil(beats.length / step)));
  const meter = bar.querySelector("progress");
  const at = bar.querySelector("[data-show-at]");
  const toggle = bar.querySelector('[data-show="toggle"]');
  let shown = 0;
  let timer = 0;

  const draw = () => {
    beats.forEach((beat, i) => {
      beat.classList.toggle("waiting", i >= shown);
      beat.classList.toggle("fresh", i >= shown - step && i < shown && shown < beats.length && beat.tagName === "LI");
    });
    meter.max = beats.length;
    meter.value = shown;
    at.textContent = `${shown} / ${beats.length}`;
    toggle.textContent = timer ? "暂停" : "继续";
    toggle.disabled = shown >= beats.length;
  };
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    draw();
  };
  const next = () => {
    shown = Math.min(beats.length, shown + step);
    draw();
    beats[shown - 1]?.scrollIntoView({ block: "center", behavior: "smooth" });
    if (shown >= beats.length) stop();
  };
  const play = () => {
    timer = setInterval(next, pace);
    next();
  };
  bar.hidden = false;
  bar.addEventListener("click", (event) => {
    const what = event.target.closest("[data-show]")?.dataset.show;
    if (what === "toggle") timer ? stop() : play();
    if (what === "next") {
      stop();
      next();
    }
    if (what === "all") {
      shown = beats.length;
      stop();
    }
    if (what === "again") {
      stop();
      shown = 0;
      scrollTo({ top: 0 });
      play();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== " " || event.target.closest("button, a, input, summary")) return;
    event.preventDefault();
    timer ? stop() : shown < beats.length && play();
  });
  play();
})();
