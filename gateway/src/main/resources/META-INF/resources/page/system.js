import { getSystem } from "./api.js";
import { age, byId, element, readable } from "./dom.js";

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
    element("td", {}, element("b", { textContent: worker.id }), element("small", { textContent: worker.role.toLowerCase() })),
    element("td", {}, words, element("small", { textContent: worker.detail ?? "" })),
    element("td", { textContent: worker.checkpoint ?? "–" }),
    ...[worker.images_drawn, worker.failures, worker.swaps].map((number) =>
      element("td", { className: "number", textContent: worker.role === "GENERATOR" ? readable(number) : "–" })),
    element("td", { textContent: age(Date.now() - Date.parse(worker.updated_at)) }))));
}

function show({ queue, rejected_pairs: rejected, dead_letters: letters }) {
  byId("queue").textContent = queue.images === 0
    ? "nothing waits to be drawn"
    : `${readable(queue.images)} images wait, the oldest for ${Math.round(queue.oldest_seconds)} s`
      + (queue.images_per_second ? `; ${queue.images_per_second.toPrecision(2)} are drawn a second` : "");
  list("rejected", rejected.map(({ id, reason, detail, source, at }) =>
    [`${reason.replaceAll("_", " ")}: ${detail}`, `${id}, from ${source}, ${age(Date.now() - Date.parse(at))}`]));
  list("letters", letters.map(({ record, reason, at }) =>
    [reason, `${record}, ${age(Date.now() - Date.parse(at))}`]));
}

function list(id, lines) {
  byId(`${id}-part`).hidden = lines.length === 0;
  byId(id).replaceChildren(...lines.map(([what, where]) =>
    element("li", {}, what, element("small", { textContent: where }))));
}
