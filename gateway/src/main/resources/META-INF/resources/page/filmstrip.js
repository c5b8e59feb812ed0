import { drawSample } from "./api.js";
import { byId, element, readable } from "./dom.js";
import { StripStore } from "./store.js";

const SEED = 7;
const SHOWN = 6;

/** Always the same, so that releases can be compared; one of what each of them must know. */
const CAPTIONS = [
  "a large red circle above a small blue square on grass",
  "a small yellow star left of a large purple heart on snow",
  "at night, a large pink ring",
];

const store = new StripStore();
const drawn = new Map(); // checkpoint -> one image a caption, or why there is none
let waiting = [];
let isDrawing = false;
let isSeen = false;

/** Draws nothing before somebody looks at it. */
export function connectFilmstrip() {
  new IntersectionObserver((entries) => {
    isSeen ||= entries.some((entry) => entry.isIntersecting);
    drawNext();
  }).observe(byId("filmstrip"));
}

/**
 * Shows what releases draw of the same captions, the oldest first.
 *
 * @param checkpoints the newest first
 * @param figures makes an element with a checkpoint's figures and what can be done with it
 */
export function showFilmstrip(checkpoints, served, figures) {
  const worth = checkpoints.filter((each) => each.id === served
    || !each.evaluation || each.evaluation.verdict === "blessed");
  const shown = worth.slice(0, SHOWN);
  if (!shown.some((each) => each.id === served)) shown.push(...worth.filter((each) => each.id === served));
  const columns = shown.reverse().map((checkpoint) => column(checkpoint, served, figures));
  const isFirst = byId("filmstrip").children.length === 0;
  byId("filmstrip").replaceChildren(legend(), ...columns);
  // the newest are at the end
  if (isFirst) byId("filmstrip").parentElement.scrollLeft = byId("filmstrip").scrollWidth;
  waiting = shown.map((each) => each.id).filter((id) => !drawn.has(id)).reverse();
  drawNext();
}

function legend() {
  return element("div", { className: "frames legend" }, element("span", {}),
    ...CAPTIONS.map((caption) => element("span", { textContent: caption })));
}

function column(checkpoint, served, figures) {
  const frames = element("div", { className: "frames", data: { checkpoint: checkpoint.id, serves: checkpoint.id === served } },
    element("span", { className: "name" },
      element("b", { textContent: `step ${readable(checkpoint.step)}` }),
      element("small", { textContent: checkpoint.id, title: checkpoint.id })),
    ...CAPTIONS.map((caption, place) => frame(checkpoint.id, caption, place)),
    figures(checkpoint));
  return frames;
}

function frame(checkpoint, caption, place) {
  const images = drawn.get(checkpoint);
  if (!images) return element("div", { className: "waiting frame" });
  if (typeof images === "string") return element("div", { className: "frame missing", textContent: place ? "" : images });
  return element("img", { className: "frame", src: images[place], alt: `${caption}, drawn by ${checkpoint}` });
}

/** One after the other: a worker has to load each of them. */
async function drawNext() {
  if (isDrawing || !isSeen || document.hidden || waiting.length === 0) return;
  isDrawing = true;
  const checkpoint = waiting.shift();
  try {
    let images = await store.get(checkpoint);
    if (!images) {
      images = [];
      for (const caption of CAPTIONS) images.push(await drawSample(caption, SEED, checkpoint));
      store.put(checkpoint, images);
    }
    drawn.set(checkpoint, images);
  } catch (failure) {
    drawn.set(checkpoint, failure.message);
  } finally {
    isDrawing = false;
  }
  for (const frames of byId("filmstrip").querySelectorAll(".frames[data-checkpoint]")) {
    if (frames.dataset.checkpoint !== checkpoint) continue;
    CAPTIONS.forEach((caption, place) => frames.children[place + 1].replaceWith(frame(checkpoint, caption, place)));
  }
  drawNext();
}
