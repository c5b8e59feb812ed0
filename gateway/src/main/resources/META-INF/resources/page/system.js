import { getSystem } from "./api.js";
import { age, byId, cell, element, readable } from "./dom.js";

const EVERY = 10_000;

/** Keeps what waits and what was given up on the page. */
export function connectSystem() {
  const look = async () => {
    if (document.hidden) return;
    try {
      show(await getSystem());
    } catch {
      // what was shown stays; the strip says when the gateway is away
    }
  };
  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
  look();
}

/** Shows the workers, whatever their state: `[{worker, words}]`. */
export function showFleet(workers) {
  byId("fleet").replaceChildren(...workers.map(({ worker, words }) => element("tr", { data: { worker: worker.id } },
    element("td", {}, element("b", { textContent: worker.id }), element("small", { textContent: `${worker.role.toLowerCase()}, ${worker.channel}` })),
    cell("state", {}, words, element("small", { textContent: worker.detail ?? "" })),
    cell("checkpoint", { textContent: worker.checkpoint ?? "–" }),
    ...[["images", worker.images_drawn], ["failures", worker.failures], ["swaps", worker.swaps]].map(([label, number]) =>
      cell(label, { className: "number", textContent: worker.role === "GENERATOR" ? readable(number) : "–" })),
    cell("last seen", { textContent: age(Date.now() - Date.parse(worker.updated_at)) }))));
}

const READERS = {
  requests: "requests, by workers",
  pairs: "pairs, by curation",
  training: "curated pairs, by training",
  webhooks: "requests, for webhooks",
  view: "requests, by this gateway",
};

function show({ queue, lags, disks, rejected_pairs: rejected, dead_letters: letters }) {
  byId("queue").textContent = queue.images === 0
    ? "nothing waits to be drawn"
    : `${readable(queue.images)} images wait, the oldest for ${Math.round(queue.oldest_seconds)} s`
      + (queue.images_per_second ? `; ${queue.images_per_second.toPrecision(2)} are drawn a second` : "");
  words("lags", lags.map(({ reader, topic, unread }) => element("span", { data: { reader }, title: topic },
    `${READERS[reader] ?? reader}: `, element("b", { textContent: readable(unread) }))));
  words("disks", disks.map(({ broker, topic_bytes: used, usable_bytes: left, total_bytes: all }) =>
    element("span", { data: { broker } }, `broker ${broker}: `, element("b", { textContent: bytes(used) }),
      left === undefined ? "" : `, ${bytes(left)} of ${bytes(all)} free`)));
  list("rejected", rejected.map(({ id, reason, detail, source, at, thumbnail }) =>
    [`${reason.replaceAll("_", " ")}: ${detail}`, `${id}, from ${source}, ${age(Date.now() - Date.parse(at))}`, thumbnail]));
  list("letters", letters.map(({ record, reason, at }) =>
    [reason, `${record}, ${age(Date.now() - Date.parse(at))}`]));
}

function words(id, parts) {
  byId(`${id}-part`).hidden = parts.length === 0;
  byId(id).replaceChildren(...parts);
}

function bytes(number) {
  const unit = ["B", "KB", "MB", "GB", "TB"];
  const power = number < 1000 ? 0 : Math.min(unit.length - 1, Math.floor(Math.log10(number) / 3));
  return `${Number((number / 1000 ** power).toPrecision(3))} ${unit[power]}`;
}

/** Items that stay are left as they are: their images are not asked for again. */
function list(id, lines) {
  byId(`${id}-part`).hidden = lines.length === 0;
  const shown = new Map([...byId(id).children].map((item) => [item.dataset.key, item]));
  byId(id).replaceChildren(...lines.map(([what, where, image]) => {
    const key = image ?? what + where;
    const item = shown.get(key) ?? element("li", { data: { key } },
      ...(image ? [thumbnail(image)] : []), element("span", {}, what, element("small")));
    item.querySelector("small").textContent = where;
    return item;
  }));
}

/** Looked for once it can be seen; what has no image to show is shown without. */
function thumbnail(path) {
  const image = element("img", { src: path, alt: "", loading: "lazy", width: 48, height: 48 });
  image.addEventListener("error", () => image.remove());
  return image;
}
