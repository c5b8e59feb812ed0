const NAMES = ["open", "error", "release", "worker", "metrics"];
const AGAIN_AFTER = 5_000;

/**
 * The gateway's events. A server that was too busy is asked again: a browser gives up after any answer but 200.
 *
 * @param tell called with `(name, data)`; `open` and `error` have no data
 */
export class EventStream {
  constructor(tell) {
    this.tell = tell;
    this.open();
  }

  /** Begins again, from the newest of everything. */
  open() {
    clearTimeout(this.later);
    this.source?.close();
    this.source = new EventSource("/v1/events");
    for (const name of NAMES) {
      this.source.addEventListener(name, (event) => this.tell(name, event.data && JSON.parse(event.data)));
    }
    this.source.addEventListener("error", ({ target }) => {
      if (target.readyState === EventSource.CLOSED) this.later = setTimeout(() => this.open(), AGAIN_AFTER);
    });
  }
}

/** One stream for all tabs of a browser, which opens few connections to a server; its own where that cannot be. */
export function listen(tell) {
  if (!window.SharedWorker) return new EventStream(tell);
  const worker = new SharedWorker("/page/events-worker.js", { type: "module", name: "xmcgan-events" });
  worker.port.onmessage = ({ data: [name, data] }) => tell(name, data);
  window.addEventListener("pagehide", () => worker.port.postMessage("gone"));
  window.addEventListener("pageshow", ({ persisted }) => persisted && worker.port.postMessage("back"));
  return worker;
}
