import { byId, element } from "./dom.js";

/** As many placeholders as images are coming. */
export function showWaiting(count) {
  fill(Array.from({ length: count }, () => element("div", { className: "waiting" })));
  byId("empty").hidden = true;
  heading("Drawing …");
}

/** Back to the beginning. */
export function showNothing() {
  fill([]);
  byId("empty").hidden = false;
  heading("");
}

/**
 * Shows a response of the Images API.
 *
 * @returns {{caption: string, response: object, urls: string[]}} the drawing, to be shown again
 */
export function showDrawing(caption, response, onSeed) {
  const urls = response.data.map((image) => dataUrl(image, response.output_format));
  fill(response.data.map((image, index) => picture(caption, response, index, urls[index], onSeed)));
  byId("empty").hidden = true;
  heading(caption);
  return { caption, response, urls };
}

function picture(caption, response, index, url, onSeed) {
  const { checkpoint, width } = response.data[index];
  const seed = element("button", {
    type: "button",
    className: "seed",
    title: "Use this seed again",
    textContent: `seed ${response.seed} · ${index + 1}`,
  });
  seed.addEventListener("click", () => onSeed(String(response.seed)));
  const about = element("span", { className: "about" },
    element("span", {}, seed),
    element("span", { className: "checkpoint", title: `drawn by ${checkpoint}, ${width} px`, textContent: checkpoint }));
  const download = element("a", {
    className: "download",
    href: url,
    download: fileName(caption, response, index),
    textContent: "save",
    ariaLabel: `Save image ${index + 1}`,
  });
  return element("figure", { className: "picture", data: { checkpoint, seed: String(response.seed) } },
    element("img", { src: url, alt: `${caption} (image ${index + 1})`, decoding: "sync" }),
    element("figcaption", {}, about, download));
}

function dataUrl(image, format) {
  return `data:image/${format};base64,${image.b64_json}`;
}

function fileName(caption, response, index) {
  const words = caption.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 60);
  return `${words || "image"}-${response.seed}-${index + 1}.${response.output_format}`;
}

function fill(children) {
  const images = byId("images");
  images.className = children.length <= 3 ? `images few-${children.length}` : "images";
  images.replaceChildren(...children);
}

function heading(text) {
  byId("drawn-caption").textContent = text;
  byId("drawn-caption").hidden = !text;
  byId("smooth-label").hidden = !text;
}
