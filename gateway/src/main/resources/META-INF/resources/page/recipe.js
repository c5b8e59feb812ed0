import { byId, element } from "./dom.js";
import { showWords } from "./attention.js";
import { fileName, imageUrl } from "./gallery.js";

/** Lets images be looked at with what they are made of; calls back with a recipe to be used again. */
export function connectRecipe(onAgain) {
  return (caption, response, image) => {
    const recipe = { prompt: caption, seed: String(response.seed), index: image.index };
    byId("recipe-image").src = imageUrl(image, response);
    byId("recipe-image").alt = caption;
    byId("recipe-caption").textContent = caption;
    byId("recipe-facts").replaceChildren(
      ...fact("seed", recipe.seed), ...fact("index", image.index),
      ...fact("checkpoint", image.checkpoint), ...fact("size", `${image.width} px`));
    showWords(image.attention);
    byId("recipe-curl").textContent = curl(recipe, image.checkpoint);
    byId("recipe-python").textContent = python(recipe, image.checkpoint);
    Object.assign(byId("recipe-link"), { href: `#${new URLSearchParams(recipe)}` });
    Object.assign(byId("recipe-save"), { href: imageUrl(image, response), download: fileName(caption, response, image) });
    byId("recipe-again").onclick = () => use(recipe, false);
    byId("recipe-variations").onclick = () => use({ prompt: caption }, true);
    byId("recipe").showModal();
  };

  function use(recipe, drawNow) {
    byId("recipe").close();
    onAgain(recipe, drawNow);
  }
}

function fact(name, value) {
  return [element("div", { className: "fact" },
    element("dt", { textContent: name }), element("dd", {}, element("b", { textContent: String(value) })))];
}

/** The checkpoint, not the channel: that may serve another by then. */
function curl({ prompt, seed, index }, model) {
  const body = JSON.stringify({ prompt, seed, index, model }).replaceAll("'", String.raw`'\''`);
  return `curl ${location.origin}/v1/images/generations -H 'Content-Type: application/json' \\\n  -d '${body}'`;
}

function python({ prompt, seed, index }, model) {
  return [
    "from openai import OpenAI",
    `client = OpenAI(base_url="${location.origin}/v1", api_key="unused")`,
    `client.images.generate(prompt=${JSON.stringify(prompt)}, model=${JSON.stringify(model)},`,
    `    extra_body={"seed": "${seed}", "index": ${index}})`,
  ].join("\n");
}
