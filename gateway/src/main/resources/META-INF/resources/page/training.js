import { age, byId, element, readable } from "./dom.js";

const RATE_OVER = 20_000;
const LONGEST_GAP = 10_000;

/** Pairs a second, from how far reports are apart; a pause of training begins anew. */
export class PairRate {
  constructor() {
    this.reports = [];
  }

  add(metrics) {
    const report = { trainer: metrics.trainer, pairs: metrics.pairs_seen, at: Date.parse(metrics.measured_at) };
    const last = this.reports[this.reports.length - 1];
    const goesOn = last && last.trainer === report.trainer && report.pairs >= last.pairs
      && report.at > last.at && report.at - last.at <= LONGEST_GAP;
    if (!goesOn) this.reports = [];
    this.reports.push(report);
    while (report.at - this.reports[0].at > RATE_OVER) this.reports.shift();
  }

  /** Undefined while it is not known. */
  perSecond() {
    const [first, last] = [this.reports[0], this.reports[this.reports.length - 1]];
    if (!first || last.at === first.at) return undefined;
    return ((last.pairs - first.pairs) * 1000) / (last.at - first.at);
  }
}

/**
 * Shows what training is doing. Everything may be missing: `trainer` with its `state` in words, `metrics`,
 * `pairRate`, `freshness` of the worker that measured last, `release`, and `alerts`, lines for people.
 */
export function showTraining({ trainer, state, metrics, pairRate, freshness, release, alerts }) {
  byId("trainer").textContent =
    [state, trainer?.detail].filter(Boolean).join(" · ") || "no trainer has been heard of yet";
  byId("facts").replaceChildren(...[
    metrics && fact("step", readable(metrics.step), `${readable(metrics.pairs_seen)} pairs seen`),
    metrics && trainer?.state === "TRAINING" && speed(metrics, pairRate),
    metrics && fact("window", readable(metrics.window_pairs), "pairs to replay"),
    freshness && fact("freshness", `${seconds(freshness.median_seconds)} s`,
      `for half of ${readable(freshness.pairs)} new pairs, ${seconds(freshness.p90_seconds)} s for 90 %`,
      `From a pair's arrival to the first image of a release that learned it; measured for ${freshness.checkpoint}, `
        + age(Date.now() - Date.parse(freshness.served_at))),
    release && fact("release", release.checkpoint,
      `${release.reason}, by ${release.released_by}, ${age(Date.now() - Date.parse(release.released_at))}`),
  ].filter(Boolean));
  showAlerts(alerts);
}

/** Only when they changed: a screen reader reads the list again each time it is replaced. */
function showAlerts(alerts) {
  const list = byId("alerts");
  const lines = alerts.join("\n");
  if (list.dataset.lines === lines) return;
  list.dataset.lines = lines;
  list.replaceChildren(...alerts.map((alert) => element("li", { textContent: alert })));
}

function speed(metrics, pairRate) {
  const steps = `${metrics.steps_per_second.toPrecision(2)} steps/s`;
  return pairRate === undefined
    ? fact("speed", steps, "")
    : fact("speed", `${pairRate.toPrecision(2)} pairs/s`, steps);
}

function fact(name, value, more, title = "") {
  return element("div", { className: "fact", title, data: { fact: name } },
    element("dt", { textContent: name }), element("dd", {}, element("b", { textContent: value }), more));
}

const seconds = (number) => (number < 10 ? number.toFixed(1) : readable(Math.round(number)));
