/**
 * Texts of minutes on their way to the server, pure: what is typed goes through the outbox at every pause, each
 * with the words that it began from, so that the server can put it together with what others write there.
 *
 * One text has at most one operation on its way and one behind it: what was not sent yet is replaced.
 */

import { REFUSED, SAVED, WAITING } from '../boards/outbox.js';

export const WRITE = 'minutes.write';
export const PAUSE = 700;

export const keyOf = (payload) => `${payload.block}:${payload.path}`;

export class LeafSaving {
  #outbox;
  #later;
  #open = new Map();

  /** `outbox` of boards/outbox.js; `later(ms, call)` returns a cancel. */
  constructor({ outbox, later }) {
    this.#outbox = outbox;
    this.#later = later;
  }

  /** Somebody begins to write in a text that reads `text` now. */
  begin(block, path, text) {
    const key = keyOf({ block, path });
    if (!this.#open.has(key)) this.#open.set(key, { block, path, was: this.#sentLast(key) ?? text, text, cancel: null });
  }

  type(block, path, text) {
    const leaf = this.#open.get(keyOf({ block, path }));
    if (!leaf) return;
    leaf.text = text;
    leaf.cancel?.();
    leaf.cancel = this.#later(PAUSE, () => this.send(block, path));
  }

  /** Sends what was typed since; `end` sends it and is done with the text. */
  send(block, path) {
    const leaf = this.#open.get(keyOf({ block, path }));
    leaf?.cancel?.();
    if (!leaf || leaf.text === leaf.was) return;
    const { text } = leaf;
    this.put({ block, path, text, was: leaf.was });
    leaf.was = text;
  }

  end(block, path) {
    this.send(block, path);
    this.#open.delete(keyOf({ block, path }));
  }

  /** Puts a writing into the outbox, instead of an earlier one of the same text that was not sent yet. */
  put(payload) {
    const before = this.#entries(keyOf(payload), WAITING).find((entry) => entry.attempts === 0);
    const taken = before ? this.#outbox.takeBack(before.operation_id) : null;
    this.#outbox.put(WRITE, { ...payload, was: taken?.payload.was ?? payload.was });
  }

  /**
   * A writing was refused: whatever was typed after it in the same text belongs to it and is taken along.
   * Gives {entry, text}, the last words of this person.
   */
  refused(entry) {
    const key = keyOf(entry.payload);
    let { text } = entry.payload;
    for (const later of this.#entries(key, WAITING)) {
      if (this.#outbox.takeBack(later.operation_id)) text = later.payload.text;
    }
    const leaf = this.#open.get(key);
    if (leaf) {
      leaf.cancel?.();
      text = leaf.text;
      this.#open.delete(key);
    }
    return { entry, text };
  }

  /** "waiting" while something of a text isn't saved, "refused" while somebody has to choose, otherwise "". */
  stateOf(block, path) {
    const key = keyOf({ block, path });
    if (this.#entries(key, REFUSED).length) return REFUSED;
    return this.#entries(key, WAITING).length ? WAITING : '';
  }

  /** Whether the screen has words of a text that the server's copy doesn't show yet. */
  isAhead(block, path) {
    const key = keyOf({ block, path });
    return this.#open.has(key) || [WAITING, SAVED].some((state) => this.#entries(key, state).length > 0);
  }

  #sentLast(key) {
    return this.#entries(key, WAITING).at(-1)?.payload.text;
  }

  #entries(key, state) {
    return this.#outbox.entries.filter(
      (entry) => entry.name === WRITE && entry.state === state && keyOf(entry.payload) === key,
    );
  }
}
