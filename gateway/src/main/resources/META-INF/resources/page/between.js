import { drawInterpolation } from "./api.js";
import { byId } from "./dom.js";

/** Lets the slider lead from what the caption form says to a second prompt. */
export function connectBetween() {
  byId("way").addEventListener("submit", (event) => {
    event.preventDefault();
    draw();
  });
  byId("way-slider").addEventListener("input", showFrame);
}

function request() {
  const seed = byId("seed").value.trim();
  const toSeed = byId("way-seed").value.trim();
  const model = byId("model").value.trim();
  return {
    prompt: byId("caption").value.trim(),
    to_prompt: byId("way-to").value.trim(),
    frames: Number(byId("way-frames").value),
    ...(seed && { seed, index: Number(byId("index").value), to_index: toSeed ? 0 : Number(byId("index").value) }),
    ...(toSeed && { to_seed: toSeed }),
    ...(model && { model }),
  };
}

async function draw() {
  const asked = request();
  if (!asked.prompt) {
    say("Type the first prompt above.", true);
    byId("caption").focus();
    return;
  }
  byId("way-draw").disabled = true;
  say("Drawing …");
  try {
    show(await drawInterpolation(asked));
    say("");
  } catch (failure) {
    say(failure.requestId ? `${failure.message} (request ${failure.requestId})` : failure.message, true);
  } finally {
    byId("way-draw").disabled = false;
  }
}

function show(way) {
  const strip = byId("way-strip");
  strip.src = `data:image/png;base64,${way.b64_json}`;
  strip.style.width = `${way.frames * 100}%`;
  const slider = byId("way-slider");
  slider.max = way.frames - 1;
  slider.value = 0;
  Object.assign(byId("way-save"), { href: strip.src, download: `way-${way.seed}-${way.to_seed}.png` });
  byId("way-result").data = way;
  byId("way-result").hidden = false;
  showFrame();
}

/** The strip moves behind a window as wide as one image. */
function showFrame() {
  const way = byId("way-result").data;
  const at = Number(byId("way-slider").value);
  const share = Math.round((at / (way.frames - 1)) * 100);
  byId("way-strip").style.transform = `translateX(${(-at / way.frames) * 100}%)`;
  byId("way-strip").alt = `${share} % of the way from “${way.prompt}” to “${way.to_prompt}”`;
  byId("way-slider").setAttribute("aria-valuetext", `${share} %`);
}

function say(text, isError = false) {
  byId("way-message").textContent = text;
  byId("way-message").classList.toggle("error", isError);
}
