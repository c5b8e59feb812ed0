import { getCheckpoints, getRelease } from "./api.js";
import { age, byId, element, readable } from "./dom.js";

const CHANNEL = "stable";
const SHOWN = 6;
const EVERY = 10_000;

/** Several news come together: a release, its verdict, a sweep. One look is for all of them. */
const NOT_BEFORE = 4_000;

const VERDICTS = { blessed: "good", rejected: "bad", barred: "bad" };

let looked = 0;
let due;

/** Keeps the table of checkpoints up to date; returns what tells it that there is news. */
export function connectReleases() {
  setInterval(lookSoon, EVERY);
  document.addEventListener("visibilitychange", lookSoon);
  lookSoon();
  return lookSoon;
}

function lookSoon() {
  if (due || document.hidden) return;
  due = setTimeout(look, Math.max(0, looked + NOT_BEFORE - Date.now()));
}

async function look() {
  looked = Date.now();
  try {
    const [release, checkpoints] = await Promise.all([getRelease(CHANNEL), getCheckpoints()]);
    show(release, checkpoints.data);
  } catch {
    // what was shown stays; the strip says when the gateway is away
  } finally {
    due = undefined;
  }
}

function show(release, checkpoints) {
  byId("releases").hidden = false;
  byId("channel").textContent = release.pinned
    ? `${CHANNEL} is pinned by ${release.released_by}: ${release.reason}`
    : `${CHANNEL} follows training`;
  byId("channel").dataset.pinned = release.pinned;
  const served = checkpoints.filter((each) => each.id === release.checkpoint);
  const newest = checkpoints.slice(0, SHOWN);
  const rows = newest.includes(served[0]) ? newest : [...newest, ...served];
  byId("checkpoints").replaceChildren(...rows.map((each) => row(each, each === served[0], release)));
}

function row(checkpoint, isServed, release) {
  const found = checkpoint.evaluation;
  const name = element("td", {},
    element("span", { className: isServed ? "dot good" : "dot none" }),
    element("b", { textContent: checkpoint.id }),
    isServed ? element("small", { textContent: release.pinned ? "serves, pinned" : "serves" }) : "");
  const made = element("tr", {
    title: [`made by ${checkpoint.made_by}`, ...(found?.reasons ?? [])].join("\n"),
    data: { checkpoint: checkpoint.id, verdict: found?.verdict ?? "", serves: isServed },
  },
    name,
    element("td", { className: "number", textContent: readable(checkpoint.step) }),
    element("td", { textContent: age(Date.now() - Date.parse(checkpoint.created_at)) }),
    verdict(found),
    score(found, "kid", (value) => value.toFixed(3)),
    score(found, "sentence-match", (value) => `${(value * 100).toFixed(1)} %`));
  return made;
}

function verdict(found) {
  if (!found) return element("td", { className: "faint", textContent: "not judged" });
  const cell = element("td", {},
    element("span", { className: `verdict ${VERDICTS[found.verdict] ?? ""}`, textContent: found.verdict }));
  if (found.verdict !== "blessed") cell.append(element("small", { textContent: found.reasons[0] ?? "" }));
  else if (found.sanity_only) cell.append(element("small", { textContent: "images looked at, not scored" }));
  return cell;
}

/** Of what was learned before, where that was judged; else of the stream's held-out pairs. */
function score(found, metric, words) {
  const all = found?.scores.filter((each) => each.metric === metric) ?? [];
  const measured = all.find((each) => each.set === "anchors") ?? all[0];
  if (!measured) return element("td", { className: "number faint", textContent: "–" });
  const cell = element("td", { className: "number", data: { score: metric } },
    element("b", { textContent: words(measured.value) }));
  if (measured.serving !== undefined) cell.append(element("small", { textContent: `${words(measured.serving)} served` }));
  return cell;
}
