import { element } from "./dom.js";

const FIRST = ["d_loss", "g_loss"];
const MOST_CURVES = 8;
const MOST_POINTS = 240;
const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 120;
const HEIGHT = 32;

/** One sparkline per loss term, over training steps. */
export class LossCurves {
  constructor(container) {
    this.container = container;
    this.trainer = null;
    this.points = new Map(); // name -> [{step, value}]
  }

  add(metrics) {
    if (metrics.trainer !== this.trainer) {
      this.trainer = metrics.trainer;
      this.points.clear();
    }
    for (const [name, value] of Object.entries(metrics.scalars)) {
      if (!Number.isFinite(value)) continue;
      const series = this.points.get(name) ?? [];
      // a reconnected stream tells the newest again, and a resumed trainer goes back a few steps
      while (series.length && series[series.length - 1].step >= metrics.step) series.pop();
      series.push({ step: metrics.step, value });
      if (series.length > MOST_POINTS) series.shift();
      this.points.set(name, series);
    }
    this.#show();
  }

  #show() {
    const names = [...this.points.keys()].sort((one, other) => rank(one) - rank(other) || one.localeCompare(other));
    this.container.replaceChildren(...names.slice(0, MOST_CURVES).map((name) => curve(name, this.points.get(name))));
  }
}

function rank(name) {
  const place = FIRST.indexOf(name);
  return place < 0 ? FIRST.length : place;
}

function curve(name, series) {
  const last = series[series.length - 1];
  const label = name.replaceAll("_", " ");
  return element("div", { className: "loss", data: { loss: name }, title: `${name} at step ${last.step}` },
    element("div", {}, element("span", { textContent: label }), element("b", { textContent: last.value.toPrecision(3) })),
    sparkline(label, series));
}

function sparkline(label, series) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", `${label} over the last ${series.length} reports`);
  const values = series.map((point) => point.value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const [from, to] = [series[0].step, series[series.length - 1].step];
  const spots = series.map(({ step, value }) => {
    const x = to > from ? ((step - from) / (to - from)) * WIDTH : WIDTH;
    const y = high > low ? HEIGHT - ((value - low) / (high - low)) * HEIGHT : HEIGHT / 2;
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  if (spots.length === 1) spots.unshift(`0 ${spots[0].split(" ")[1]}`);
  svg.append(
    path("area", `M0 ${HEIGHT}L${spots.join("L")}L${WIDTH} ${HEIGHT}Z`),
    path("line", `M${spots.join("L")}`));
  return svg;
}

function path(className, shape) {
  const made = document.createElementNS(SVG, "path");
  made.setAttribute("class", className);
  made.setAttribute("d", shape);
  return made;
}
