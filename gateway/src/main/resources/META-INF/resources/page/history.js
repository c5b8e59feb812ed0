import { byId, element } from "./dom.js";
import { imageUrl } from "./gallery.js";
import { DrawingStore } from "./store.js";

const MOST = 40;
const THUMBNAILS = 4;
const store = new DrawingStore();

/** Shows what this browser drew before; calls back with a drawing that is chosen. */
export async function connectHistory(onChoose) {
  byId("forget").addEventListener("click", async () => {
    await store.clear();
    byId("history").replaceChildren();
    byId("history-section").hidden = true;
  });
  for (const drawing of (await store.all()).reverse()) show(drawing, onChoose);
}

/** Keeps a drawing, at the head of the list. */
export function remember(drawing, onChoose) {
  show(drawing, onChoose);
  store.add(drawing);
}

function show(drawing, onChoose) {
  const { caption, response } = drawing;
  const thumbs = response.data.slice(0, THUMBNAILS)
    .map((image) => element("img", { src: imageUrl(image, response), alt: "", loading: "lazy" }));
  const button = element("button", { type: "button" },
    element("span", { className: "thumbs" }, ...thumbs),
    element("span", { className: "what", textContent: caption }),
    element("small", { textContent: `seed ${response.seed}` }));
  button.addEventListener("click", () => {
    onChoose(drawing);
    window.scrollTo({ top: 0, behavior: "smooth" });
  });
  const history = byId("history");
  history.prepend(element("li", {}, button));
  while (history.children.length > MOST) history.lastElementChild.remove();
  byId("history-section").hidden = false;
}
