import { sendPair } from "./api.js";
import { byId } from "./dom.js";
import { connectPairWays, followPair } from "./pair-way.js";

/** Lets the pair form send an image and its caption. */
export function connectTeaching() {
  connectPairWays();
  const file = byId("pair-image");
  const drop = file.closest(".drop");
  file.addEventListener("change", preview);
  for (const name of ["dragenter", "dragover"]) drop.addEventListener(name, () => drop.classList.add("over"));
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
  byId("pair").addEventListener("submit", (event) => {
    event.preventDefault();
    send(file.files[0], byId("pair-caption").value.trim());
  });
}

function preview() {
  const image = byId("pair-preview");
  const chosen = byId("pair-image").files[0];
  if (image.src) URL.revokeObjectURL(image.src);
  image.hidden = !chosen;
  byId("pair-hint").hidden = Boolean(chosen);
  if (chosen) image.src = URL.createObjectURL(chosen);
  else image.removeAttribute("src");
}

async function send(image, caption) {
  const message = byId("pair-message");
  const button = byId("pair-send");
  button.disabled = true;
  message.className = "";
  message.textContent = "Sending …";
  try {
    const { id } = await sendPair(image, caption);
    byId("pair").reset();
    preview();
    message.textContent = "Sent. Below is how far it has come.";
    followPair(id, caption);
  } catch (failure) {
    message.className = "error";
    message.textContent = failure.message;
  } finally {
    button.disabled = false;
  }
}
