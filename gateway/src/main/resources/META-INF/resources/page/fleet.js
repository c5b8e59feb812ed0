import { age, byId, element, readable } from "./dom.js";
import { listen } from "./events.js";
import { LossCurves } from "./losses.js";
import { showFleet } from "./system.js";
import { PairRate, showTraining } from "./training.js";

const SILENT_AFTER = 30_000;
const GONE_AFTER = 600_000;
const STOPPED_SHOWN_FOR = 60_000;

const STATES = {
  STARTING: ["busy", "starting"],
  WAITING_FOR_RELEASE: ["busy", "waiting for a release"],
  SERVING: ["good", "serving"],
  WAITING_FOR_PAIRS: ["busy", "waiting for pairs"],
  TRAINING: ["good", "training"],
  STOPPED: ["", "stopped"],
  FAILED: ["bad", "failed"],
};

const releases = new Map();
const workers = new Map();
const pairRate = new PairRate();
let newestMetrics = null;

/** Keeps the strip and the curves up to date from server-sent events, and tells of releases. */
export function connectFleet(onRelease) {
  const curves = new LossCurves(byId("losses"));
  const handlers = {
    open: () => { byId("connection").hidden = true; },
    error: () => { byId("connection").hidden = false; },
    release: (release) => {
      const known = releases.get(release.channel);
      releases.set(release.channel, release);
      showRelease(Boolean(known) && known.checkpoint !== release.checkpoint);
      showTrainer();
      onRelease();
    },
    worker: (worker) => {
      workers.set(worker.id, worker);
      showWorkers();
      showTrainer();
    },
    metrics: (metrics) => {
      if (!isShown(workers.get(metrics.trainer))) return;
      newestMetrics = metrics;
      curves.add(metrics);
      pairRate.add(metrics);
      showTrainer();
    },
  };
  listen((name, data) => handlers[name](data));
  setInterval(() => {
    showRelease(false);
    showWorkers();
    showTrainer();
  }, 5_000);
}

function showRelease(isNews) {
  const pill = byId("release");
  const release = currentRelease();
  if (!release) {
    pill.textContent = "waiting for the first release …";
    return;
  }
  const facts = [age(Date.now() - Date.parse(release.released_at))];
  if (release.step !== undefined) facts.unshift(`step ${readable(release.step)}`);
  pill.dataset.checkpoint = release.checkpoint;
  pill.title = `${release.channel}: ${release.reason} (by ${release.released_by})`;
  pill.replaceChildren(
    element("span", { className: "dot good" }),
    element("b", { textContent: release.checkpoint }),
    facts.join(" · "));
  if (isNews) {
    pill.classList.remove("news");
    void pill.offsetWidth; // begins the animation again
    pill.classList.add("news");
  }
}

function currentRelease() {
  return releases.get("stable") ?? [...releases.values()][0];
}

/** Curves and words are of the channel that draws here; other channels' trainers are in the fleet. */
function isShown(trainer) {
  return !trainer || trainer.channel === (currentRelease()?.channel ?? "stable");
}

function shown(worker) {
  const silence = Date.now() - Date.parse(worker.updated_at);
  return worker.state === "STOPPED" ? silence < STOPPED_SHOWN_FOR : silence < GONE_AFTER;
}

function stateOf(worker) {
  const silence = Date.now() - Date.parse(worker.updated_at);
  if (worker.state !== "STOPPED" && silence > SILENT_AFTER) return ["bad", `silent, last seen ${age(silence)}`];
  return STATES[worker.state] ?? ["", worker.state.toLowerCase().replaceAll("_", " ")];
}

function showWorkers() {
  const fleet = [...workers.values()].filter(shown).sort((one, other) => one.id.localeCompare(other.id));
  showFleet(fleet.map((worker) => ({ worker, words: stateOf(worker)[1] })));
  const pills = fleet.map((worker) => {
    const [tone, words] = stateOf(worker);
    const pill = element("li", { className: "pill", data: { worker: worker.id, state: worker.state } },
      element("span", { className: `dot ${tone}` }), element("b", { textContent: worker.id }), words);
    pill.title = [
      worker.detail,
      worker.checkpoint && `checkpoint ${worker.checkpoint}`,
      worker.refused_checkpoint && `refused ${worker.refused_checkpoint}`,
      worker.role === "GENERATOR" && `${readable(worker.images_drawn)} images drawn, ${readable(worker.failures)} failures, ${worker.swaps} swaps`,
      `on ${worker.device}`,
    ].filter(Boolean).join("\n");
    return pill;
  });
  byId("workers").replaceChildren(...pills);
}

function showTrainer() {
  const alive = [...workers.values()].filter(shown);
  const trainer = newest(alive.filter((worker) => worker.role === "TRAINER" && isShown(worker)), "updated_at");
  const freshness = newest(alive.flatMap((worker) => worker.freshness ?? []), "served_at");
  showTraining({
    trainer,
    state: trainer && stateOf(trainer)[1],
    metrics: newestMetrics,
    pairRate: pairRate.perSecond(),
    freshness,
    release: currentRelease(),
    alerts: alerts(alive),
  });
}

function alerts(alive) {
  const lines = alive.flatMap((worker) => [
    worker.state === "FAILED" && `${worker.id} failed: ${worker.detail}`,
    worker.refused_checkpoint && `${worker.id} refused ${worker.refused_checkpoint}: ${worker.detail}`,
  ]).filter(Boolean);
  return [...(newestMetrics?.alerts ?? []), ...lines];
}

function newest(reports, when) {
  return [...reports].sort((one, other) => Date.parse(other[when]) - Date.parse(one[when]))[0];
}
