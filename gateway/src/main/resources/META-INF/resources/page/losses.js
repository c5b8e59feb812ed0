import uPlot from "/webjars/uplot/1.6.30/dist/uPlot.esm.js";
import { element, readable } from "./dom.js";

/** What is looked at first: the two players, what tells them apart, then how well words and images fit. */
const FIRST = ["d_loss", "g_loss", "d_real_fake_gap", "d_hinge", "g_hinge", "g_sentence_contrastive", "g_word_contrastive",
  "g_image_contrastive"];
const MOST_CURVES = 8;
const MOST_POINTS = 240;
const HEIGHT = 124;

/** One curve per loss term over training steps: hovering reads all of them, dragging zooms, a double click goes back. */
export class LossCurves {
  #container;
  #trainer = null;
  #points = new Map(); // name -> {steps, values}
  #curves = new Map(); // name -> Curve
  #due = false;

  constructor(container) {
    this.#container = container;
    new ResizeObserver(() => this.#curves.forEach((curve) => curve.fit())).observe(container);
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#begin());
  }

  add(metrics) {
    if (metrics.trainer !== this.#trainer) {
      this.#trainer = metrics.trainer;
      this.#points.clear();
      this.#begin();
    }
    for (const [name, value] of Object.entries(metrics.scalars)) {
      if (!Number.isFinite(value)) continue;
      const { steps, values } = this.#points.get(name) ?? { steps: [], values: [] };
      // a reconnected stream tells the newest again, and a resumed trainer goes back a few steps
      while (steps.length && steps[steps.length - 1] >= metrics.step) {
        steps.pop();
        values.pop();
      }
      steps.push(metrics.step);
      values.push(value);
      if (steps.length > MOST_POINTS) {
        steps.shift();
        values.shift();
      }
      this.#points.set(name, { steps, values });
    }
    this.#showSoon();
  }

  #begin() {
    this.#curves.forEach((curve) => curve.remove());
    this.#curves.clear();
    this.#showSoon();
  }

  /** A newcomer is told of many steps at once. */
  #showSoon() {
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      this.#show();
    });
  }

  #show() {
    const names = [...this.#points.keys()]
      .sort((one, other) => rank(one) - rank(other) || one.localeCompare(other))
      .slice(0, MOST_CURVES);
    for (const [name, curve] of this.#curves) {
      if (!names.includes(name)) {
        curve.remove();
        this.#curves.delete(name);
      }
    }
    for (const name of names) {
      if (!this.#curves.has(name)) this.#curves.set(name, new Curve(name));
      const curve = this.#curves.get(name);
      this.#container.append(curve.tile); // in its place, whenever it came
      curve.show(this.#points.get(name));
    }
  }
}

function rank(name) {
  const place = FIRST.indexOf(name);
  return place < 0 ? FIRST.length : place;
}

class Curve {
  #name;
  #value = element("b");
  #at = element("small");
  #plot;

  constructor(name) {
    this.#name = name.replaceAll("_", " ");
    this.tile = element("div", { className: "loss", data: { loss: name }, role: "img" },
      element("div", {}, element("span", { textContent: this.#name }), this.#at, this.#value));
  }

  show({ steps, values }) {
    if (!this.#plot) this.#plot = new uPlot(this.#options(), [[], []], this.tile);
    // who has zoomed in stays there
    const { min, max } = this.#plot.scales.x;
    const shown = this.#plot.data[0];
    const isZoomed = shown.length > 1 && (min > shown[0] || max < shown[shown.length - 1]);
    this.#plot.setData([[...steps], [...values]], !isZoomed);
    if (isZoomed) this.#plot.redraw();
    this.#read(null);
    const last = steps.length - 1;
    this.tile.ariaLabel = `${this.#name} is ${words(values[last])} at step ${readable(steps[last])};`
      + ` since step ${readable(steps[0])} between ${words(Math.min(...values))} and ${words(Math.max(...values))}`;
  }

  fit() {
    this.#plot?.setSize({ width: this.#width(), height: HEIGHT });
  }

  remove() {
    this.#plot?.destroy();
    this.tile.remove();
  }

  #width() {
    return Math.max(80, this.tile.clientWidth - 8);
  }

  /** The values under the pointer, or the last ones. */
  #read(place) {
    const [steps, values] = this.#plot.data;
    const read = place ?? steps.length - 1;
    this.#value.textContent = read < 0 ? "" : words(values[read]);
    this.#at.textContent = place === null || place === undefined ? "" : `at ${readable(steps[read])}`;
  }

  #options() {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    const axis = {
      stroke: colour("--faint"),
      grid: { stroke: colour("--line"), width: 1 },
      ticks: { show: false },
      font: `10px ${getComputedStyle(document.body).fontFamily}`,
      gap: 3,
    };
    return {
      width: this.#width(),
      height: HEIGHT,
      legend: { show: false },
      cursor: { sync: { key: "training" }, drag: { x: true, y: false }, y: false, points: { size: 6 } },
      scales: { x: { time: false } },
      axes: [
        { ...axis, size: 20, space: 70, values: (plot, ticks) => ticks.map(readable) },
        { ...axis, size: 40, space: 26, values: (plot, ticks) => ticks.map(words) },
      ],
      series: [{}, { stroke: colour("--accent"), width: 1.5, points: { show: (plot) => plot.data[0].length === 1 } }],
      hooks: { setCursor: [(plot) => this.#plot && this.#read(plot.cursor.idx)] },
    };
  }
}

function words(value) {
  const size = Math.abs(value);
  return size !== 0 && (size < 0.001 || size >= 100_000) ? value.toExponential(1) : String(Number(value.toPrecision(3)));
}
