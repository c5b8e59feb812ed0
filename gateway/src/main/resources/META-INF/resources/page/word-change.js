import { byId, element } from "./dom.js";
import { pieces } from "./vocabulary.js";

/** Shows a caption of which a word can be chosen; calls back with the caption that has another in its place. */
export function showCaption(caption, onChange) {
  const form = byId("recipe-word");
  const parts = pieces(caption);
  form.hidden = true;
  byId("recipe-caption").replaceChildren(...parts.map((part, place) => (place % 2 ? word(part, place) : part)));

  function word(text, place) {
    const button = element("button", { type: "button", textContent: text, title: `Draw it with another word than “${text}”` });
    button.addEventListener("click", () => ask(text, place));
    return button;
  }

  function ask(text, place) {
    const other = byId("recipe-other-word");
    form.hidden = false;
    byId("recipe-word-label").textContent = `Instead of “${text}”`;
    other.value = "";
    other.focus();
    form.onsubmit = (event) => {
      event.preventDefault();
      const typed = other.value.trim();
      if (typed) onChange(parts.map((part, at) => (at === place ? typed : part)).join(""));
    };
  }
}
