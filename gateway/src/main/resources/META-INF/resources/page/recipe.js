import { byId, element } from "./dom.js";
import { showWords } from "./attention.js";
import { fileName, imageUrl } from "./gallery.js";
import { needsKey } from "./session.js";
import { showCaption } from "./word-change.js";

/** Lets images be looked at with what they are made of; calls back with a recipe to be used again, or a caption to be drawn beside it. */
export function connectRecipe(onAgain, onBeside) {
  return (caption, response, image) => {
    // the checkpoint, not the channel: that may serve another by then
    const recipe = { prompt: caption, seed: String(response.seed), index: image.index, model: image.checkpoint, ...size(image) };
    byId("recipe-image").src = imageUrl(image, response);
    byId("recipe-image").alt = caption;
    showCaption(caption, (changed) => {
      byId("recipe").close();
      onBeside(changed, caption, response, image);
    });
    byId("recipe-facts").replaceChildren(
      ...fact("seed", recipe.seed), ...fact("index", image.index),
      ...fact("checkpoint", image.checkpoint), ...fact("size", `${image.width} px`));
    showWords(image.attention);
    byId("recipe-curl").textContent = curl(recipe);
    byId("recipe-python").textContent = python(recipe);
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

/** The size that can be chosen for images of that width; nothing where it is only drawn so. */
function size({ width }) {
  const isChoice = [...byId("size").options].some((option) => option.value === String(width));
  return isChoice ? { size: width } : {};
}

function fact(name, value) {
  return [element("div", { className: "fact" },
    element("dt", { textContent: name }), element("dd", {}, element("b", { textContent: String(value) })))];
}

function curl({ size, ...recipe }) {
  const body = JSON.stringify({ ...recipe, ...(size && { size: `${size}x${size}`, enlarge: true }) }).replaceAll("'", String.raw`'\''`);
  const key = needsKey() ? ` -H "Authorization: Bearer $XMCGAN_API_KEY"` : "";
  return `curl ${location.origin}/v1/images/generations -H 'Content-Type: application/json'${key} \\\n  -d '${body}'`;
}

function python({ prompt, seed, index, model, size }) {
  const key = needsKey() ? `os.environ["XMCGAN_API_KEY"]` : `"unused"`;
  return [
    ...(needsKey() ? ["import os"] : []),
    "from openai import OpenAI",
    `client = OpenAI(base_url="${location.origin}/v1", api_key=${key})`,
    `client.images.generate(prompt=${JSON.stringify(prompt)}, model=${JSON.stringify(model)},${size ? ` size="${size}x${size}",` : ""}`,
    `    extra_body={"seed": "${seed}", "index": ${index}${size ? `, "enlarge": True` : ""}})`,
  ].join("\n");
}
