import { getPair } from "./api.js";
import { byId, element } from "./dom.js";

const KEPT = 5;
const STORED = "xmcgan.pairs";
const FIRST_LOOK = 1000;
const LATER_LOOKS = 15000;
const OVER = ["rejected", "held_out", "drawn", "passed", "withdrawn", "erased"];

const WORDS = {
  accepted: () => "accepted; it waits to be checked",
  curated: () => "checked; it waits for its first training step",
  training: () => "in training: so far only the discriminator may have seen it",
  rejected: ({ rejected }) => `not learned from: ${rejected.detail}`,
  held_out: () => "kept aside: new checkpoints are judged by it and never learn it",
  learned: ({ learned }) => `learned at step ${learned.step}; no release has learned it yet`,
  drawn: ({ learned, first_drawn_by: release }) =>
    `learned at step ${learned.step}; ${release.channel} draws with what it learned since ${when(release.at)}`,
  passed: () => "left the replay window before the generator was trained on it",
  withdrawn: () => "another pair stands for it",
  erased: () => "erased",
};

/** Goes on with the pairs that this browser sent before. */
export function connectPairWays() {
  for (const { id, caption } of stored().reverse()) follow(id, caption);
}

/** Shows how far a pair comes, until that is as far as it goes. */
export function followPair(id, caption) {
  store([{ id, caption }, ...stored().filter((other) => other.id !== id)].slice(0, KEPT));
  follow(id, caption);
}

function follow(id, caption) {
  const list = byId("taught");
  const way = element("p", { textContent: "sent" });
  const item = element("li", { data: { pair: id, status: "sent" } },
    element("b", { textContent: caption }), way, element("code", { textContent: id }));
  list.prepend(item);
  while (list.children.length > KEPT) list.lastElementChild.remove();
  list.hidden = false;
  look(id, item, way, FIRST_LOOK);
}

async function look(id, item, way, wait) {
  if (!item.isConnected) return;
  try {
    const pair = await getPair(id);
    item.dataset.status = pair.status;
    way.textContent = WORDS[pair.status]?.(pair) ?? pair.status;
    if (OVER.includes(pair.status)) return;
  } catch (failure) {
    if (failure.code === "pair_not_found") {
      way.textContent = "no topic knows it any more";
      store(stored().filter((other) => other.id !== id));
      return;
    }
    way.textContent = failure.message;
  }
  setTimeout(() => look(id, item, way, Math.min(LATER_LOOKS, wait * 1.5)), wait);
}

const when = (time) => new Date(time).toLocaleString("en", { dateStyle: "medium", timeStyle: "short" });

/** A browser may forbid it; then a reload forgets. */
function stored() {
  try {
    return JSON.parse(localStorage.getItem(STORED)) ?? [];
  } catch {
    return [];
  }
}

function store(pairs) {
  try {
    localStorage.setItem(STORED, JSON.stringify(pairs));
  } catch {
    // as above
  }
}
