import { byId, element } from "./dom.js";

/** As many placeholders as images are coming, behind those of a drawing that stay. */
export function showWaiting(count, kept, onOpen) {
  fill([...pictures(kept, onOpen), ...Array.from({ length: count }, () => element("div", { className: "waiting" }))]);
  byId("empty").hidden = true;
  heading("Drawing …");
}

/** Puts an image in its place. */
export function showImage(place, caption, response, image, onOpen) {
  byId("images").children[place]?.replaceWith(picture(caption, response, image, onOpen));
}

/** Back to the beginning. */
export function showNothing() {
  fill([]);
  byId("empty").hidden = false;
  heading("");
}

/** Shows a drawing: `{caption, response}` with a response of the Images API; an image may have a `caption` of its own. */
export function showDrawing(drawing, onOpen) {
  fill(pictures(drawing, onOpen));
  byId("empty").hidden = true;
  heading(drawing.caption);
}

function pictures({ caption, response }, onOpen) {
  return response.data.map((image) => picture(caption, response, image, onOpen));
}

/** The image, for an `img`. */
export function imageUrl(image, response) {
  return `data:image/${response.output_format};base64,${image.b64_json}`;
}

/** A name for its file. */
export function fileName(caption, response, image) {
  const words = caption.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 60);
  return `${words || "image"}-${response.seed}-${image.index}.${response.output_format}`;
}

function picture(shared, response, image, onOpen) {
  const { checkpoint, width, index, caption = shared } = image;
  const url = imageUrl(image, response);
  const open = element("button", { type: "button", className: "open", ariaLabel: `How image ${index + 1} was made` },
    element("img", { src: url, alt: `${caption} (image ${index + 1})`, decoding: "sync" }));
  open.addEventListener("click", () => onOpen(caption, response, image));
  const about = element("span", { className: "about" },
    ...(image.caption ? [element("b", { textContent: image.caption })] : []),
    element("span", { className: "seed", textContent: `seed ${response.seed} · ${index}` }),
    element("span", { className: "checkpoint", title: `drawn by ${checkpoint}, ${width} px`, textContent: checkpoint }));
  const download = element("a", {
    className: "download",
    href: url,
    download: fileName(caption, response, image),
    textContent: "save",
    ariaLabel: `Save image ${index + 1}`,
  });
  return element("figure", { className: "picture", data: { checkpoint, seed: String(response.seed), index: String(index) } },
    open, element("figcaption", {}, about, download));
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
