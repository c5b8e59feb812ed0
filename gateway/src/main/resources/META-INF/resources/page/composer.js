import { drawImages, getModel } from "./api.js";
import { byId, element, readable } from "./dom.js";
import { connectHistory, remember } from "./history.js";
import { showDrawing, showImage, showNothing, showWaiting } from "./gallery.js";
import { connectPngRecipe } from "./png-recipe.js";
import { connectRecipe } from "./recipe.js";
import { StripStore } from "./store.js";
import { connectVocabulary, useVocabulary } from "./vocabulary.js";

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
  timeout: "No answer in time; is a generator worker serving?",
};

const openRecipe = connectRecipe(useRecipe, drawBeside);

/** A drawing of no images. */
const NONE = { caption: "", response: { data: [] } };

/** What is on the page, and comes back when a drawing fails. */
let shown;
let running;

/** Lets the caption form draw. */
export function connectComposer() {
  const caption = byId("caption");
  for (const example of EXAMPLES) {
    const chip = element("button", { type: "button", className: "chip", textContent: example });
    chip.addEventListener("click", () => fillIn(example));
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
    draw(request());
  });
  connectVocabulary();
  byId("cancel").addEventListener("click", () => running?.abort());
  byId("seed").addEventListener("input", showSeed);
  byId("random-seed").addEventListener("click", () => useSeed("", 0, ""));
  byId("smooth").addEventListener("change", (event) =>
    document.body.classList.toggle("smoothly", event.target.checked));
  connectPngRecipe((recipe) => useRecipe(recipe, false), (why) => say(why, true));
  connectHistory(show);
  window.addEventListener("hashchange", useLink);
  useLink();
}

/** The checkpoint of which the page says what it knows. */
let described;

/** Says what the model that serves knows; with the first shows some of what it draws, too. */
export async function describeModel() {
  const model = await getModel("stable").catch(() => null);
  if (!model || model.checkpoint === described) return;
  const isFirst = !described;
  described = model.checkpoint;
  useVocabulary(model.taught?.words ?? []);
  const knows = [
    model.taught && `was taught ${readable(model.taught.words.length)} words`,
    model.pairs_seen && `learned from ${readable(model.pairs_seen)} pairs, repeats counted`,
    model.image_size && `draws ${model.image_size} × ${model.image_size} pixels`,
    model.max_words && `reads the first ${model.max_words} pieces of words`,
  ].filter(Boolean).join("; ");
  byId("knows").textContent = knows && `The model that serves ${knows}.`;
  byId("knows").hidden = !knows;
  if (isFirst) await openWithImages(model);
}

/** Shows some of what a model draws, until somebody draws or chooses something else. */
async function openWithImages(model) {
  const kept = new StripStore();
  const name = `opening ${model.checkpoint}`;
  const isIdle = () => !shown && !running;
  const response = await kept.get(name) ?? (isIdle() && await drawImages(
    { prompt: EXAMPLES[0], n: 4, seed: "7", model: model.checkpoint, priority: -100, attention: true }, () => {}).catch(() => null));
  if (!response) return;
  kept.put(name, response);
  if (isIdle()) show({ caption: EXAMPLES[0], response });
}

/** What somebody typed is theirs: an example comes only where none or another example stands. */
function fillIn(example) {
  const caption = byId("caption");
  const typed = caption.value.trim();
  if (typed && !EXAMPLES.includes(typed)) {
    say("Your own caption is kept; empty it to take an example.");
  } else {
    write(example);
  }
  caption.focus();
}

function useLink() {
  const link = new URLSearchParams(location.hash.slice(1));
  if (link.has("prompt")) useRecipe(Object.fromEntries(link), false);
}

function useRecipe({ prompt, seed = "", index = 0, model = "", size = "" }, drawNow) {
  write(prompt);
  if (seed !== "") {
    byId("count").value = 1;
    byId("size").value = size;
  }
  useSeed(seed, index, model);
  byId("caption").focus();
  if (drawNow) submit();
}

function write(caption) {
  byId("caption").value = caption;
  byId("caption").dispatchEvent(new Event("input"));
}

function useSeed(seed, index, model) {
  byId("seed").value = seed;
  byId("index").value = index;
  byId("model").value = model;
  showSeed();
}

function showSeed() {
  const isRandom = byId("seed").value === "";
  byId("random-seed").hidden = isRandom;
  for (const id of ["index-setting", "model-setting"]) byId(id).hidden = isRandom;
  if (!isRandom) return;
  byId("index").value = 0;
  byId("model").value = "";
}

function submit() {
  if (!byId("draw").disabled) byId("drawing").requestSubmit();
}

function show(drawing) {
  shown = drawing;
  showDrawing(drawing, openRecipe);
}

function request() {
  const size = byId("size").value;
  const seed = byId("seed").value.trim();
  const model = byId("model").value.trim();
  return {
    prompt: byId("caption").value.trim(),
    n: Number(byId("count").value),
    attention: true,
    ...(seed && { seed, index: Number(byId("index").value) }),
    ...(model && { model }),
    ...(size && { size: `${size}x${size}`, enlarge: true }),
  };
}

/** Draws the same image of another caption, and shows both side by side. */
function drawBeside(prompt, caption, response, image) {
  if (byId("draw").disabled) return;
  const kept = { caption, response: { ...response, data: [{ ...image, caption }] } };
  draw({
    prompt,
    n: 1,
    attention: true,
    seed: String(response.seed),
    index: image.index,
    model: image.checkpoint,
    size: `${image.width}x${image.width}`,
    enlarge: true,
  }, kept);
}

/** Draws what is asked for, behind the images of a drawing that are kept. */
async function draw(asked, kept = NONE) {
  const before = kept.response.data;
  if (!asked.prompt) {
    say("Type a caption first.", true);
    byId("caption").focus();
    return;
  }
  const ticking = begin(asked.n, kept);
  try {
    const response = await drawImages(
      asked,
      (image, sofar) => showImage(
        before.length + image.index - (asked.index ?? 0), asked.prompt, sofar, image, openRecipe),
      running.signal);
    if (before.length) response.data = [...before, ...response.data.map((image) => ({ ...image, caption: asked.prompt }))];
    const drawing = { at: Date.now(), caption: asked.prompt, response };
    show(drawing);
    remember(drawing, show);
    say("");
  } catch (failure) {
    if (shown) show(shown);
    else showNothing();
    const isCancelled = failure.name === "AbortError";
    say(isCancelled ? "Cancelled." : words(failure), !isCancelled);
  } finally {
    end(ticking);
  }
}

function words(failure) {
  const message = MESSAGES[failure.code] ?? failure.message;
  return failure.requestId ? `${message} (request ${failure.requestId})` : message;
}

function begin(count, kept) {
  const started = Date.now();
  running = new AbortController();
  byId("draw").disabled = true;
  byId("draw").textContent = "Drawing …";
  byId("cancel").hidden = false;
  say("");
  showWaiting(count, kept, openRecipe);
  return setInterval(() => {
    const seconds = Math.round((Date.now() - started) / 1000);
    if (seconds >= 3) say(`Drawing for ${seconds} s …`);
  }, 1000);
}

function end(ticking) {
  clearInterval(ticking);
  byId("draw").disabled = false;
  byId("draw").textContent = "Draw";
  byId("cancel").hidden = true;
}

function say(text, isError = false) {
  const message = byId("message");
  message.textContent = text;
  message.hidden = !text;
  message.classList.toggle("error", isError);
}
