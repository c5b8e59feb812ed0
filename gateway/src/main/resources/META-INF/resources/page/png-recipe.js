import { byId } from "./dom.js";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Takes a PNG that was drawn here, dropped anywhere but on the pair form or chosen; tells its recipe, or why there is none. */
export function connectPngRecipe(onRecipe, onNone) {
  const files = (event) => !event.target.closest("#teach") && event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragover", (event) => files(event) && event.preventDefault());
  document.addEventListener("drop", (event) => {
    if (!files(event)) return;
    event.preventDefault();
    read(event.dataTransfer.files[0]);
  });
  byId("recipe-file").addEventListener("change", ({ target }) => {
    if (target.files[0]) read(target.files[0]);
    target.value = "";
  });

  async function read(file) {
    const { caption, seed, index = 0, checkpoint, to_caption: end } = texts(await file.arrayBuffer());
    if (end) onNone(`${file.name} lies between “${caption}” and “${end}”, which no caption alone draws.`);
    else if (caption && seed) onRecipe({ prompt: caption, seed, index, model: checkpoint });
    else onNone(`${file.name} does not say how it was drawn; a PNG that was saved here does.`);
  }
}

/** The plain iTXt chunks of a PNG, by keyword; none of what is no PNG, or is cut. */
function texts(buffer) {
  const bytes = new Uint8Array(buffer);
  const view = new DataView(buffer);
  const found = {};
  if (!SIGNATURE.every((byte, place) => bytes[place] === byte)) return found;
  for (let at = SIGNATURE.length; at + 12 <= bytes.length; at += view.getUint32(at) + 12) {
    const content = bytes.subarray(at + 8, at + 8 + view.getUint32(at));
    if (new TextDecoder("latin1").decode(bytes.subarray(at + 4, at + 8)) !== "iTXt") continue;
    // keyword, 0, whether and how it is compressed, language, 0, translated keyword, 0, text
    const keywordEnd = content.indexOf(0);
    if (content[keywordEnd + 1] !== 0) continue;
    const textBegin = content.indexOf(0, content.indexOf(0, keywordEnd + 3) + 1) + 1;
    const keyword = new TextDecoder("latin1").decode(content.subarray(0, keywordEnd));
    found[keyword] = new TextDecoder().decode(content.subarray(textBegin));
  }
  return found;
}
