import { byId, element } from "./dom.js";

const DARKEST = 0.85;

/** Lets the words of a caption be pointed at: the image is lit where the word acted on it. */
export function showWords(attention) {
  const words = byId("recipe-words");
  hide();
  words.hidden = !attention || attention.words.length === 0;
  words.replaceChildren();
  if (words.hidden) return;
  words.append("Point at a word to see where it acted: ");
  for (const { word, weights } of attention.words) {
    const button = element("button", { type: "button", className: "word", textContent: word });
    for (const name of ["mouseenter", "focus", "click"]) {
      button.addEventListener(name, () => light(weights, attention.edge));
    }
    for (const name of ["mouseleave", "blur"]) button.addEventListener(name, hide);
    words.append(button, " ");
  }
}

/** As dark as the word did nothing, held against where it did most. */
function light(weights, edge) {
  const canvas = byId("recipe-attention");
  canvas.width = edge;
  canvas.height = edge;
  const context = canvas.getContext("2d");
  const shade = context.createImageData(edge, edge);
  const most = Math.max(...weights) || 1;
  weights.forEach((weight, i) => { shade.data[4 * i + 3] = 255 * DARKEST * (1 - weight / most); });
  context.putImageData(shade, 0, 0);
  canvas.hidden = false;
}

function hide() {
  byId("recipe-attention").hidden = true;
}
