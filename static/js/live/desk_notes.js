/** In the console: notes that those who lead share. Saved as they are typed; two who write at once lose nothing. */

import { say } from '../shared/words.js';
import { together } from './together.js';

const PAUSE_MS = 800;

/** What of a text counts where the server may have tidied it up. */
function gist(text) {
  return text.replace(/[^\p{L}\p{N}\p{P}\p{S}]/gu, '');
}

export class DeskNotes {
  #base = null;
  #sent = null;
  #typed = false;
  #later = null;

  /** `keep(name, payload)`: a command that is kept until it is acknowledged. */
  constructor(root, { sessionId, keep }) {
    this.field = root.querySelector('[data-part="desk-notes"]');
    this.said = root.querySelector('[data-part="desk-notes-said"]');
    Object.assign(this, { sessionId, keep });
    this.field.addEventListener('input', () => {
      this.#typed = true;
      this.said.textContent = '';
      this.#saveSoon();
    });
    this.field.addEventListener('blur', () => this.#save());
    document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && this.#save());
  }

  draw(state) {
    const now = state.session?.notes;
    if (now === undefined) return;
    if (this.#base === null) {
      this.#base = now;
      if (!this.#typed) this.field.value = now;
    } else if (now !== this.#base) this.#take(now);
  }

  #take(now) {
    const isMine = this.#sent !== null && gist(this.#sent) === gist(now);
    if (isMine) this.said.textContent = say('saved');
    else if (!this.#typed && this.#sent === null) this.#show(now);
    else {
      this.#show(together(this.#base, this.field.value, now));
      this.#typed = this.field.value !== now;
    }
    this.#base = now;
    if (isMine) this.#sent = null;
    if (this.#typed) this.#saveSoon();
  }

  #show(text) {
    if (this.field.value === text) return;
    const { selectionStart, selectionEnd } = this.field;
    this.field.value = text;
    if (document.activeElement === this.field) this.field.setSelectionRange(selectionStart, selectionEnd);
  }

  #saveSoon() {
    window.clearTimeout(this.#later);
    this.#later = window.setTimeout(() => this.#save(), PAUSE_MS);
  }

  /** One at a time: the next begins from what the one before has left. */
  #save() {
    window.clearTimeout(this.#later);
    if (!this.#typed || this.#sent !== null || this.#base === null) return;
    this.#typed = false;
    if (gist(this.field.value) === gist(this.#base)) return;
    this.#sent = this.field.value;
    this.keep('desk_notes.keep', { session: this.sessionId, text: this.#sent, was: this.#base });
  }

  /** Somebody was faster: theirs is on its way here, and mine is put to it. Whether this was about the notes. */
  refused(entry, sentence) {
    if (entry.name !== 'desk_notes.keep') return false;
    this.#sent = null;
    this.#typed = true;
    if (entry.answer.code === 'conflict') this.#saveSoon();
    else this.said.textContent = sentence;
    return true;
  }
}
