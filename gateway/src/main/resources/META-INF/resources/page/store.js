const KEPT = 40;
const DRAWINGS = "drawings";
const STRIPS = "strips";

/** What this browser keeps, in IndexedDB; where there is none, calls fail. */
class Store {
  constructor(name) {
    this.name = name;
    this.opened = opened();
    this.opened.catch(() => {}); // said by each call
  }

  async do(mode, work) {
    const database = await this.opened;
    return new Promise((resolve, reject) => {
      const asked = work(database.transaction(this.name, mode).objectStore(this.name));
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  }
}

let database;

function opened() {
  database ??= new Promise((resolve, reject) => {
    const opening = indexedDB.open("xmcgan", 2);
    opening.onupgradeneeded = () => {
      const stores = opening.result.objectStoreNames;
      if (!stores.contains(DRAWINGS)) opening.result.createObjectStore(DRAWINGS, { keyPath: "at" });
      if (!stores.contains(STRIPS)) opening.result.createObjectStore(STRIPS, { keyPath: "checkpoint" });
    };
    opening.onsuccess = () => {
      opening.result.onversionchange = () => opening.result.close();
      resolve(opening.result);
    };
    opening.onblocked = () => reject(new Error("another tab keeps an older version open"));
    opening.onerror = () => reject(opening.error);
  });
  return database;
}

/** Drawings that this browser keeps; without IndexedDB, for as long as the page is open. */
export class DrawingStore {
  #store = new Store(DRAWINGS);

  /** The newest first. */
  async all() {
    const found = await this.#store.do("readonly", (drawings) => drawings.getAll()).catch(() => []);
    return found.reverse();
  }

  /** Keeps one more, and forgets the oldest. */
  async add(drawing) {
    try {
      await this.#store.do("readwrite", (drawings) => drawings.put(drawing));
      const times = await this.#store.do("readonly", (drawings) => drawings.getAllKeys());
      for (const at of times.slice(0, Math.max(0, times.length - KEPT))) {
        await this.#store.do("readwrite", (drawings) => drawings.delete(at));
      }
    } catch {
      // a browser that keeps nothing, or has no room: the drawing is on the page all the same
    }
  }

  /** Forgets all. */
  clear() {
    return this.#store.do("readwrite", (drawings) => drawings.clear()).catch(() => {});
  }
}

/** What checkpoints draw of the captions of the filmstrip, so that nobody has to draw it again. */
export class StripStore {
  #store = new Store(STRIPS);

  /** Undefined where it is not known. */
  async get(checkpoint) {
    const found = await this.#store.do("readonly", (strips) => strips.get(checkpoint)).catch(() => undefined);
    return found?.images;
  }

  /** Keeps it, and forgets the oldest. */
  async put(checkpoint, images) {
    try {
      await this.#store.do("readwrite", (strips) => strips.put({ checkpoint, images, at: Date.now() }));
      const all = await this.#store.do("readonly", (strips) => strips.getAll());
      all.sort((one, other) => other.at - one.at);
      for (const old of all.slice(KEPT)) await this.#store.do("readwrite", (strips) => strips.delete(old.checkpoint));
    } catch {
      // it is drawn again next time
    }
  }
}
