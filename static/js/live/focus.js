/** What the facilitator shows to everybody: scrolled to and marked, without tearing anybody from a sentence. */

import { say } from '../shared/words.js';

const SHOWN = 'shown-to-all';

/** What is shown of a board: {kind, id, text} or null. What this reader does not see is not shown to them. */
export function shownOn(state) {
  const [kind, number] = (state?.board?.focus ?? '').split(':');
  const id = Number(number);
  if (kind === 'note') {
    const note = state.notes.get(id);
    const text = note && !note.hidden ? state.textOf(note) : null;
    return text === null ? null : { kind, id, text, note };
  }
  if (kind === 'cluster') {
    const cluster = state.clusters.get(id);
    return cluster ? { kind, id, text: cluster.title ?? say('untitled_cluster'), cluster } : null;
  }
  const area = kind === 'area' ? state.areas.get(id) : null;
  return area ? { kind, id, text: area.title, area } : null;
}

export class Focus {
  #told = null;
  #due = null;
  #marked = null;

  /** `isBusy()`: whether the reader must not be moved now; `open(shown)`: make it visible, where it is folded. */
  constructor({ board, banner, announcer, isBusy, open, stop }) {
    Object.assign(this, { board, banner, announcer, isBusy, open });
    this.go = banner.querySelector('[data-action="focus-go"]');
    this.go.addEventListener('click', () => this.#scroll());
    banner.querySelector('[data-action="focus-stop"]')?.addEventListener('click', stop);
  }

  /** After every drawing of the board. */
  draw(state) {
    const shown = shownOn(state);
    const key = shown && `${shown.kind}:${shown.id}`;
    this.banner.hidden = !shown;
    if (!shown) {
      this.#told = this.#due = null;
      this.#mark(null);
      return;
    }
    const text = this.banner.querySelector('[data-part="focus-text"]');
    if (text.textContent !== shown.text) text.textContent = shown.text;
    if (key !== this.#told) {
      this.#told = key;
      this.announcer.say(say('shown_to_all', { text: shown.text }));
      this.#due = this.isBusy() ? null : key;
      this.open(shown);
    }
    this.#mark(this.#element(key));
    if (this.#due === key && this.#marked) {
      this.#due = null;
      this.#scroll();
    }
  }

  #element(key) {
    const [kind, id] = key.split(':');
    return this.board.querySelector(`[data-${kind}="${id}"]`);
  }

  #mark(element) {
    if (element === this.#marked) return;
    this.#marked?.classList.remove(SHOWN);
    element?.classList.add(SHOWN);
    this.#marked = element;
  }

  /** The view moves, the keyboard's focus does not. */
  #scroll() {
    const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.#marked?.scrollIntoView({ block: 'center', inline: 'center', behavior: calm ? 'auto' : 'smooth' });
  }
}
