// Writing with the finger: strokes are kept as points on a field of 1000 × 400.
(() => {
  "use strict";

  for (const pad of document.querySelectorAll("[data-pad]")) {
    const canvas = pad.querySelector("canvas");
    const field = pad.querySelector('input[name="strokes"]');
    const pen = canvas.getContext("2d");
    let strokes = [];
    let stroke = null;
    pen.lineWidth = 9;
    pen.lineCap = pen.lineJoin = "round";

    const at = (event) => {
      const box = canvas.getBoundingClientRect();
      const clamp = (value, most) => Math.max(0, Math.min(most, Math.round(value)));
      return [
        clamp(((event.clientX - box.left) / box.width) * 1000, 1000),
        clamp(((event.clientY - box.top) / box.height) * 400, 400),
      ];
    };
    const keep = () => (field.value = strokes.length ? JSON.stringify(strokes) : "");

    canvas.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      canvas.setPointerCapture(event.pointerId);
      stroke = [at(event)];
      strokes.push(stroke);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!stroke) return;
      const [x, y] = at(event);
      const [lastX, lastY] = stroke[stroke.length - 1];
      if (Math.abs(x - lastX) + Math.abs(y - lastY) < 4) return;
      pen.beginPath();
      pen.moveTo(lastX, lastY);
      pen.lineTo(x, y);
      pen.stroke();
      stroke.push([x, y]);
      keep();
    });
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => (stroke = null));
    pad.querySelector("[data-wipe]").addEventListener("click", () => {
      strokes = [];
      pen.clearRect(0, 0, 1000, 400);
      keep();
    });
  }
})();
