// Drawing black boxes over a photo; what is sent are percentages, the server paints them into the pixels.
const stage = document.getElementById("blacken");
const field = document.querySelector("input[name=boxes]");
const undo = document.getElementById("undo");

if (stage && field) {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  const boxes = JSON.parse(document.getElementById("drawn").textContent);
  let start = null;
  stage.append(canvas);

  const point = (event) => {
    const area = canvas.getBoundingClientRect();
    const inside = (value) => Math.min(100, Math.max(0, value));
    return [inside((100 * (event.clientX - area.left)) / area.width), inside((100 * (event.clientY - area.top)) / area.height)];
  };
  const box = ([x1, y1], [x2, y2]) => [Math.min(x1, x2), Math.min(y1, y2), Math.abs(x1 - x2), Math.abs(y1 - y2)];
  const paint = (extra) => {
    canvas.width = canvas.clientWidth;
    canvas.height = canvas.clientHeight;
    pen.fillStyle = "black";
    [...boxes, ...(extra ? [extra] : [])].forEach(([x, y, w, h]) => {
      pen.fillRect((x * canvas.width) / 100, (y * canvas.height) / 100, (w * canvas.width) / 100, (h * canvas.height) / 100);
    });
    field.value = boxes.length ? JSON.stringify(boxes.map((each) => each.map((part) => Math.round(part * 10) / 10))) : "";
    undo.hidden = boxes.length === 0;
  };

  canvas.addEventListener("pointerdown", (event) => {
    start = point(event);
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => start && paint(box(start, point(event))));
  canvas.addEventListener("pointerup", (event) => {
    const drawn = box(start, point(event));
    start = null;
    if (drawn[2] > 1 && drawn[3] > 1) boxes.push(drawn);
    paint();
  });
  undo.addEventListener("click", () => {
    boxes.pop();
    paint();
  });
  window.addEventListener("resize", () => paint());
  stage.querySelector("img").addEventListener("load", () => paint());
  paint();
}
