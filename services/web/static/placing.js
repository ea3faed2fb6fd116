// The place of a signature is moved on the picture of the page: mouse, touch and keyboard.
// The numbers of the form stay what is sent; without this script they are typed.

const sheet = document.querySelector("svg[data-place]");
const box = sheet.querySelector("rect");
const form = document.getElementById("place-form");
const word = document.querySelector("[data-place-word]");
const [, , pageWidth, pageHeight] = sheet.getAttribute("viewBox").split(" ").map(Number);
const width = Number(box.getAttribute("width"));
const height = Number(box.getAttribute("height"));
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
let grip = null;
let asking = 0;

function at(event) {
  const point = new DOMPoint(event.clientX, event.clientY);
  return point.matrixTransform(sheet.getScreenCTM().inverse());
}

function move(x, y) {
  const left = Math.min(Math.max(x, 0), pageWidth - width);
  const top = Math.min(Math.max(y, 0), pageHeight - height);
  box.setAttribute("x", left.toFixed(1));
  box.setAttribute("y", top.toFixed(1));
  fill("left", left);
  fill("bottom", Math.max(pageHeight - height - top, 0));
}

function fill(name, value) {
  const text = value.toFixed(1);
  form.elements[name].value = text;
  for (const input of document.querySelectorAll(`[data-place-of="${name}"]`)) input.value = text;
}

function place() {
  return [Number(box.getAttribute("x")), Number(box.getAttribute("y"))];
}

async function look() {
  const turn = ++asking;
  const wanted = new URLSearchParams(new FormData(form));
  const answer = await fetch(`${sheet.dataset.place}?${wanted}`);
  const text = await answer.text();
  if (turn !== asking || !answer.ok) return;
  const said = new DOMParser().parseFromString(text, "text/html");
  word.replaceChildren(...said.body.childNodes);
}

box.addEventListener("pointerdown", (event) => {
  const [x, y] = place();
  const point = at(event);
  grip = [point.x - x, point.y - y];
  box.setPointerCapture(event.pointerId);
});

box.addEventListener("pointermove", (event) => {
  if (!grip) return;
  const point = at(event);
  move(point.x - grip[0], point.y - grip[1]);
});

for (const end of ["pointerup", "pointercancel"]) {
  box.addEventListener(end, () => {
    if (grip) look();
    grip = null;
  });
}

sheet.addEventListener("click", (event) => {
  if (event.target === box) return;
  const point = at(event);
  move(point.x - width / 2, point.y - height / 2);
  box.focus();
  look();
});

box.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  if (!step) return;
  event.preventDefault();
  const [x, y] = place();
  const far = event.shiftKey ? 5 : 1;
  move(x + step[0] * far, y + step[1] * far);
  look();
});

// Typed numbers move the box; another page is another picture, which the form fetches.
form.addEventListener("change", (event) => {
  if (event.target.name === "page") return;
  const [left, bottom] = ["left", "bottom"].map((name) => Number(form.elements[name].value.replace(",", ".")));
  if (Number.isNaN(left) || Number.isNaN(bottom)) return;
  move(left, pageHeight - height - bottom);
  look();
});
