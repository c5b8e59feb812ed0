const NAMES = ["open", "error", "release", "worker", "metrics"];
const AGAIN_AFTER = 5_000;

/**
 * The gateway's events. A server that was too busy is asked again: a browser gives up after any answer but 200.
 *
 * @param tell called with `(name, data)` once it is opened; `open` and `error` have no data
 */
export class EventStream {
  constructor(tell) {
    this.tell = tell;
  }

  /** Begins again, from the newest of everything. */
  open() {
    this.close();
    this.source = new EventSource("/v1/events");
    for (const name of NAMES) {
      this.source.addEventListener(name, (event) => this.tell(name, event.data && JSON.parse(event.data)));
    }
    this.source.addEventListener("error", ({ target }) => {
      if (target.readyState === EventSource.CLOSED) this.later = setTimeout(() => this.open(), AGAIN_AFTER);
    });
  }

  /** Holds no connection until it is opened again. */
  close() {
    clearTimeout(this.later);
    this.source?.close();
  }
}

/** One stream for all tabs of a browser, which opens few connections to a server. */
export function listen(tell) {
  if (!window.SharedWorker) return listenWhileSeen(tell);
  const worker = new SharedWorker("/page/events-worker.js", { type: "module", name: "xmcgan-events" });
  worker.port.onmessage = ({ data: [name, data] }) => tell(name, data);
  window.addEventListener("pagehide", () => worker.port.postMessage("gone"));
  window.addEventListener("pageshow", ({ persisted }) => persisted && worker.port.postMessage("back"));
}

/** Many a phone has no shared workers, and shows one tab at a time: that one has the stream. */
function listenWhileSeen(tell) {
  const stream = new EventStream(tell);
  const follow = () => (document.hidden ? stream.close() : stream.open());
  document.addEventListener("visibilitychange", follow);
  follow();
}
