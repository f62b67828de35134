/** Storages as browsers have them: whole, switched off, forbidden, full; for several windows at once. */

/** localStorage's interface over a Map; `room` is how many characters it takes. */
export function browserStorage({ room = Infinity } = {}) {
  const items = new Map();
  const used = () => [...items].reduce((sum, [key, text]) => sum + key.length + text.length, 0);
  return {
    get length() { return items.size; },
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem(key, text) {
      if (used() + key.length + String(text).length > room) throw new DOMException('full', 'QuotaExceededError');
      items.set(key, String(text));
    },
    removeItem: (key) => items.delete(key),
    grow: (characters) => { room = used() + characters; },
  };
}

/** What `window.localStorage` may be where nothing is kept. */
export const NOTHING_KEPT = {
  null: () => null,
  undefined: () => undefined,
  forbidden() { throw new DOMException('denied', 'SecurityError'); },
  full: () => browserStorage({ room: 0 }),
  throwing: () => new Proxy({}, { get() { throw new DOMException('denied', 'SecurityError'); } }),
};

/** Windows of one browser: a storage that tells the others what one of them has done, as "storage" events do. */
export function windows(storage = browserStorage()) {
  const pages = [];
  return {
    storage,
    open() {
      const page = new EventTarget();
      const own = { ...storage, get length() { return storage.length; } };
      const tell = (key) => {
        for (const other of pages) if (other !== page) other.dispatchEvent(Object.assign(new Event('storage'), { key }));
      };
      own.setItem = (key, text) => { storage.setItem(key, text); tell(key); };
      own.removeItem = (key) => { storage.removeItem(key); tell(key); };
      pages.push(page);
      return { page, storage: own, close: () => pages.splice(pages.indexOf(page), 1) };
    },
  };
}
