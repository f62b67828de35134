/** How things stand, in words: the connection, what is saved or waiting, sentences of refusals. */

import { say, sayCount } from '../shared/words.js';

const TOAST_MS = 7_000;

export class Status {
  constructor(root = document) {
    this.pill = root.querySelector('[data-part="connection"]');
    this.word = root.querySelector('[data-part="connection-word"]');
    this.saved = root.querySelector('[data-part="saved"]');
    this.toast = root.querySelector('[data-part="toast"]');
    this.timer = null;
  }

  /** `reason`: the server's sentence where it refuses the connection. */
  connection(state, reason = null) {
    this.pill.dataset.state = state;
    this.word.textContent = (state === 'refused' && reason) || say(state);
  }

  /** `waiting` operations; `lasting`: whether this browser keeps what is unsent, also when the page is left. */
  operations(waiting, everAny, lasting) {
    const words = waiting ? sayCount('waiting', waiting) : everAny ? say('all_saved') : '';
    const text = lasting ? words : `${words && `${words}. `}${say('memory_only')}`;
    if (this.saved.textContent !== text) this.saved.textContent = text;
  }

  tell(sentence) {
    if (!sentence) return;
    this.toast.textContent = sentence;
    this.toast.hidden = false;
    // A modal dialog covers the page; a popover stands above it.
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => { this.toast.hidden = true; }, TOAST_MS);
  }
}
