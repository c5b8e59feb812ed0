import { drawImages } from "./api.js";
import { byId, element } from "./dom.js";
import { remember } from "./history.js";
import { showDrawing, showNothing, showWaiting } from "./gallery.js";

const EXAMPLES = [
  "a large red circle above a small blue square on grass",
  "a small yellow star left of a large purple heart on snow",
  "at night, a large pink ring",
  "a small brown cross right of a large blue circle on sand",
  "a large purple star on water",
];

const MESSAGES = {
  no_release: "No checkpoint has been released yet. As soon as one is, it can draw; try again in a moment.",
  not_ready: "The gateway is still connecting to Kafka. Try again in a moment.",
  kafka_unavailable: "Kafka cannot be reached right now, so nothing was sent. Try again in a moment.",
  timeout: "No answer in time. The request is still queued; is a generator worker serving?",
};

/** Lets the caption form draw. */
export function connectComposer() {
  const caption = byId("caption");
  for (const example of EXAMPLES) {
    const chip = element("button", { type: "button", className: "chip", textContent: example });
    chip.addEventListener("click", () => {
      caption.value = example;
      submit();
    });
    byId("examples").append(chip);
  }
  caption.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      submit();
    }
  });
  byId("drawing").addEventListener("submit", (event) => {
    event.preventDefault();
    draw();
  });
  byId("seed").addEventListener("input", showSeedButton);
  byId("random-seed").addEventListener("click", () => useSeed(""));
  byId("smooth").addEventListener("change", (event) =>
    document.body.classList.toggle("smoothly", event.target.checked));
}

/** Puts a seed into the form; the next drawing uses it. */
export function useSeed(seed) {
  byId("seed").value = seed;
  showSeedButton();
}

function showSeedButton() {
  byId("random-seed").hidden = byId("seed").value === "";
}

function submit() {
  if (!byId("draw").disabled) byId("drawing").requestSubmit();
}

async function draw() {
  const prompt = byId("caption").value.trim();
  if (!prompt) {
    say("Type a caption first.", true);
    byId("caption").focus();
    return;
  }
  const count = Number(byId("count").value);
  const seed = byId("seed").value.trim();
  const ticking = begin(count);
  try {
    const request = { prompt, n: count };
    if (seed) request.seed = Number(seed);
    const drawing = showDrawing(prompt, await drawImages(request), useSeed);
    remember(drawing, (earlier) => showDrawing(earlier.caption, earlier.response, useSeed));
    say("");
  } catch (failure) {
    showNothing();
    say(MESSAGES[failure.code] ?? failure.message, true);
  } finally {
    end(ticking);
  }
}

function begin(count) {
  const started = Date.now();
  byId("draw").disabled = true;
  byId("draw").textContent = "Drawing …";
  say("");
  showWaiting(count);
  return setInterval(() => {
    const seconds = Math.round((Date.now() - started) / 1000);
    if (seconds >= 3) say(`Drawing for ${seconds} s …`);
  }, 1000);
}

function end(ticking) {
  clearInterval(ticking);
  byId("draw").disabled = false;
  byId("draw").textContent = "Draw";
}

function say(text, isError = false) {
  const message = byId("message");
  message.textContent = text;
  message.hidden = !text;
  message.classList.toggle("error", isError);
}
