import { byId, element } from "./dom.js";

const WORD = /([\p{L}\p{M}\p{N}'\u2019-]+)/u;

/** Words that the model was taught; none as long as that is not known. */
let taught = new Set();

/** What a caption consists of: every second piece is a word, those between are what stands between words. */
export const pieces = (caption) => caption.split(WORD);

/** Lets the words of a caption be marked that the model was never taught. */
export const connectVocabulary = () => byId("caption").addEventListener("input", mark);

/** What the model that serves was taught. */
export function useVocabulary(words) {
  taught = new Set(words);
  mark();
}

function mark() {
  const words = new Set(pieces(byId("caption").value.toLowerCase()).filter((piece, place) => place % 2));
  const unknown = taught.size ? [...words].filter((word) => !taught.has(word)) : [];
  const line = byId("unknown-words");
  line.hidden = unknown.length === 0;
  line.replaceChildren(
    "Not among the words it was taught: ",
    ...unknown.flatMap((word, i) => [i ? ", " : "", element("mark", { textContent: word })]));
}
