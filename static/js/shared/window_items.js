/**
 * Unsent things of one owner in this browser, each window's under keys of its own: two windows of one person never
 * write over or delete each other's. What a window left behind is taken over by the next one that looks for it.
 */

import { newOperationId } from './operation_id.js';
import { Kept } from './kept.js';

const THIS_WINDOW = 'window';

/**
 * The name of this window, the same after a reload. While a page is open its name is not in the storage: a
 * window that is copied from this one must not take it for its own.
 */
export function claimWindow({ kept = new Kept(() => window.sessionStorage), page = window } = {}) {
  const name = kept.get(THIS_WINDOW) ?? newOperationId();
  kept.remove(THIS_WINDOW);
  page.addEventListener('pagehide', () => kept.set(THIS_WINDOW, name));
  page.addEventListener('pageshow', () => kept.remove(THIS_WINDOW));
  return name;
}

export class WindowItems {
  #kept;
  #prefix;
  #window;
  #now;
  /** Key -> {at, value} of what this window holds. */
  #own = new Map();

  /** `kept` (of kept.js); `window`: this window's name; `page` tells of its own end and of other windows' doings. */
  constructor({ kept, prefix, window: name, page = window, now = Date.now }) {
    this.#kept = kept;
    this.#prefix = prefix;
    this.#window = name;
    this.#now = now;
    page.addEventListener('storage', ({ key }) => this.#taken(key));
    page.addEventListener('pagehide', () => this.#write(false));
    page.addEventListener('pageshow', () => this.#write(true));
  }

  /** Another window has taken this one's for left behind: it is still here. */
  #taken(key) {
    for (const own of this.#own.keys()) if ((key === null || key === own) && this.#kept.get(own) === null) this.#put(own, true);
  }

  #write(held) {
    for (const key of this.#own.keys()) this.#put(key, held);
  }

  /** `held`: whether a window is there that has it; one that was killed could not say that it left. */
  #put(key, held) {
    return this.#kept.set(key, JSON.stringify({ ...this.#own.get(key), held }));
  }

  #key(name) {
    return `${this.#prefix}${name}:${this.#window}`;
  }

  /** Whether it survives this page. */
  keep(name, value) {
    this.#own.set(this.#key(name), { at: this.#now(), value });
    return this.#put(this.#key(name), true);
  }

  drop(name) {
    this.#own.delete(this.#key(name));
    this.#kept.remove(this.#key(name));
  }

  /**
   * This window's value of that name, or one of another window, which becomes this one's: rather what was left
   * behind than what may still be held, and of these the newest. Null where there is none.
   */
  take(name) {
    const own = this.#read(this.#key(name));
    if (own) {
      this.#own.set(own.key, { at: own.at, value: own.value });
      this.#put(own.key, true);
      return own.value;
    }
    const [left] = this.#kept.keys(`${this.#prefix}${name}:`)
      .filter((key) => key.lastIndexOf(':') === this.#prefix.length + String(name).length)
      .map((key) => this.#read(key))
      .filter(Boolean)
      .sort((one, other) => one.held - other.held || other.at - one.at);
    if (!left) return null;
    if (this.keep(name, left.value)) this.#kept.remove(left.key);
    return left.value;
  }

  #read(key) {
    try {
      const { at, value, held } = JSON.parse(this.#kept.get(key));
      return { key, at, value, held };
    } catch {
      return null; // Not there, not ours, or cut short.
    }
  }

  /** The names under which any window has left something. */
  names() {
    const names = this.#kept.keys(this.#prefix).map((key) => key.slice(this.#prefix.length, key.lastIndexOf(':')));
    return [...new Set(names.filter(Boolean))];
  }
}
