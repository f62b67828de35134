/**
 * What this browser keeps between two loads of a page. Where it keeps nothing (storage switched off, refused or
 * full), memory does as long as the page lives, and `lasting` is false: then the page says so.
 */

const PROBE = 'kept-probe';

export class Kept {
  #storage = null;
  #memory = new Map();
  #refused = false;

  /** `find()` gives a Storage; it may throw or give null. */
  constructor(find = () => window.localStorage) {
    try {
      this.#storage = find();
    } catch {
      // The browser forbids even to ask.
    }
    // Found out before anybody relies on it.
    this.set(PROBE, '');
    this.remove(PROBE);
  }

  /** Whether all that was given survives this page. */
  get lasting() {
    return !this.#refused && this.#memory.size === 0;
  }

  get(key) {
    if (this.#memory.has(key)) return this.#memory.get(key);
    try {
      return this.#storage.getItem(key);
    } catch {
      return null;
    }
  }

  /** Whether it is kept beyond this page. */
  set(key, text) {
    try {
      this.#storage.setItem(key, text);
    } catch {
      this.#memory.set(key, text);
      this.#refused = true;
      return false;
    }
    this.#memory.delete(key);
    this.#refused = false;
    return true;
  }

  remove(key) {
    this.#memory.delete(key);
    try {
      this.#storage.removeItem(key);
    } catch {
      // What was never kept need not go.
    }
  }

  /** The keys that begin so. */
  keys(prefix) {
    const found = new Set([...this.#memory.keys()].filter((key) => key.startsWith(prefix)));
    try {
      for (let index = 0; index < this.#storage.length; index += 1) {
        const key = this.#storage.key(index);
        if (key.startsWith(prefix)) found.add(key);
      }
    } catch {
      // Then there is nothing but memory.
    }
    return [...found];
  }
}
