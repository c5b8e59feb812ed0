const KEPT = 40;

/** Drawings that this browser keeps, in IndexedDB; without one, for as long as the page is open. */
export class DrawingStore {
  constructor() {
    this.opened = new Promise((resolve, reject) => {
      const opening = indexedDB.open("xmcgan", 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("drawings", { keyPath: "at" });
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
    this.opened.catch(() => {}); // said by each call
  }

  /** The newest first. */
  async all() {
    const found = await this.#do("readonly", (drawings) => drawings.getAll()).catch(() => []);
    return found.reverse();
  }

  /** Keeps one more, and forgets the oldest. */
  async add(drawing) {
    try {
      await this.#do("readwrite", (drawings) => drawings.put(drawing));
      const times = await this.#do("readonly", (drawings) => drawings.getAllKeys());
      for (const at of times.slice(0, Math.max(0, times.length - KEPT))) {
        await this.#do("readwrite", (drawings) => drawings.delete(at));
      }
    } catch {
      // a browser that keeps nothing, or has no room: the drawing is on the page all the same
    }
  }

  /** Forgets all. */
  clear() {
    return this.#do("readwrite", (drawings) => drawings.clear()).catch(() => {});
  }

  async #do(mode, work) {
    const database = await this.opened;
    return new Promise((resolve, reject) => {
      const asked = work(database.transaction("drawings", mode).objectStore("drawings"));
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  }
}
