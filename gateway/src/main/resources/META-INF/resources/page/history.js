import { byId, element } from "./dom.js";

const MOST = 12;
const THUMBNAILS = 4;

/** Puts a drawing at the head of the session's history; the oldest falls off. */
export function remember(drawing, onChoose) {
  const button = element("button", { type: "button" },
    element("span", { className: "thumbs" },
      ...drawing.urls.slice(0, THUMBNAILS).map((src) => element("img", { src, alt: "" }))),
    element("span", { className: "what", textContent: drawing.caption }),
    element("small", { textContent: `seed ${drawing.response.seed}` }));
  button.addEventListener("click", () => {
    onChoose(drawing);
    window.scrollTo({ top: 0, behavior: "smooth" });
  });
  const history = byId("history");
  history.prepend(element("li", {}, button));
  while (history.children.length > MOST) history.lastElementChild.remove();
  byId("history-section").hidden = false;
}
