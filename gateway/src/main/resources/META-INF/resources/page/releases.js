import { changeRelease, getCheckpoints, getRelease } from "./api.js";
import { age, byId, cell, element, readable } from "./dom.js";
import { connectFilmstrip, showFilmstrip } from "./filmstrip.js";

const CHANNEL = "stable";
const SHOWN = 6;
const EVERY = 10_000;

/** Several news come together: a release, its verdict, a sweep. One look is for all of them. */
const NOT_BEFORE = 4_000;

const VERDICTS = { blessed: "good", rejected: "bad", barred: "bad" };

let looked = 0;
let due;
let mayChange = false;

/**
 * Keeps filmstrip and table of checkpoints up to date; returns what tells it that there is news.
 *
 * @param isAdmin whether releases may be changed from here
 */
export function connectReleases(isAdmin) {
  mayChange = isAdmin;
  connectFilmstrip();
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
  showFilmstrip(checkpoints, release.checkpoint, (each) => figures(each, release));
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
    cell("step", { className: "number", textContent: readable(checkpoint.step) }),
    cell("made", { textContent: age(Date.now() - Date.parse(checkpoint.created_at)) }),
    verdict(found),
    score("KID", found, "kid", (value) => value.toFixed(3)),
    score("Caption match", found, "sentence-match", (value) => `${(value * 100).toFixed(1)} %`));
  return made;
}

/** What the gate found, and what can be done about it. */
function figures(checkpoint, release) {
  const found = checkpoint.evaluation;
  const lines = [
    [verdictWords(found), VERDICTS[found?.verdict] ?? ""],
    [figure(found, "kid", "KID", (value) => value.toFixed(3)), ""],
    [figure(found, "sentence-match", "match", (value) => `${(value * 100).toFixed(1)} %`), ""],
  ].filter(([words]) => words);
  return element("div", { className: "figures" },
    ...lines.map(([textContent, tone]) => element("span", { className: `verdict ${tone}`, textContent })),
    ...(mayChange ? actions(checkpoint, release) : []));
}

function verdictWords(found) {
  if (!found) return "not judged";
  return found.verdict === "unknown" ? "undecided" : found.verdict;
}

function figure(found, metric, name, words) {
  const measured = found && scoreOf(found, metric);
  return measured && `${name} ${words(measured.value)}`;
}

function actions(checkpoint, release) {
  if (checkpoint.id !== release.checkpoint) {
    return [action("Release", checkpoint.id, "", { checkpoint: checkpoint.id },
      `${checkpoint.id} will draw for everybody.`)];
  }
  return [
    action("Roll back", checkpoint.id, "/rollback", {}, `${checkpoint.id} is barred; what served before it draws again.`),
    release.pinned
      ? action("Unpin", checkpoint.id, "/unpin", {}, "Training may release over it again.")
      : action("Pin", checkpoint.id, "/pin", {}, "Training releases nothing over it."),
  ];
}

function action(name, checkpoint, change, body, consequence) {
  const button = element("button", { type: "button", className: "quiet", textContent: name, ariaLabel: `${name} ${checkpoint}` });
  button.addEventListener("click", () => ask(`${name} ${checkpoint}?`, consequence, async (reason) => {
    await changeRelease(CHANNEL, change, { ...body, by: "page", ...(reason && { reason }) });
    looked = 0;
    lookSoon();
  }));
  return button;
}

/** Nothing that everybody sees happens by one click. */
function ask(question, consequence, act) {
  const dialog = byId("change");
  byId("change-question").textContent = question;
  byId("change-consequence").textContent = consequence;
  byId("change-message").textContent = "";
  byId("change-reason").value = "";
  byId("change-form").onsubmit = async (event) => {
    event.preventDefault();
    byId("change-do").disabled = true;
    try {
      await act(byId("change-reason").value.trim());
      dialog.close();
    } catch (failure) {
      byId("change-message").textContent = failure.message;
    } finally {
      byId("change-do").disabled = false;
    }
  };
  byId("change-cancel").onclick = () => dialog.close();
  dialog.showModal();
}

function verdict(found) {
  if (!found) return cell("verdict", { className: "faint", textContent: verdictWords(found) });
  const made = cell("verdict", {},
    element("span", { className: `verdict ${VERDICTS[found.verdict] ?? ""}`, textContent: verdictWords(found) }));
  if (found.verdict !== "blessed") made.append(element("small", { textContent: found.reasons[0] ?? "" }));
  else if (found.sanity_only) made.append(element("small", { textContent: "images looked at, not scored" }));
  return made;
}

/** Of what was learned before, where that was judged; else of the stream's held-out pairs. */
function scoreOf(found, metric) {
  const all = found.scores.filter((each) => each.metric === metric);
  return all.find((each) => each.set === "anchors") ?? all[0];
}

function score(name, found, metric, words) {
  const measured = found && scoreOf(found, metric);
  if (!measured) return cell(name, { className: "number faint", textContent: "–" });
  const made = cell(name, { className: "number", data: { score: metric } },
    element("b", { textContent: words(measured.value) }));
  if (measured.serving !== undefined) made.append(element("small", { textContent: `${words(measured.serving)} served` }));
  return made;
}
