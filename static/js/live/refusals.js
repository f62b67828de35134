/** What becomes of a refused operation: its sentence is said where the text is, and no text is lost. */

import { takesNotes } from '../boards/state.js';
import { say } from '../shared/words.js';

export class Refusals {
  /** `forms`: parts with `refused(entry, sentence)`, which say it themselves where it was asked for. */
  constructor({ outbox, composer, status, announcer, state, leads, forms = [] }) {
    Object.assign(this, { outbox, composer, status, announcer, state, leads, forms });
  }

  take(entry) {
    const sentence = entry.answer.code === 'not_sent' ? say('not_sent') : entry.answer.message;
    if (entry.name === 'note.post') this.#post(entry, sentence);
    else if (entry.name === 'note.edit') this.#edit(entry, sentence);
    else {
      if (!this.forms.some((form) => form.refused(entry, sentence))) this.status.tell(sentence);
      this.outbox().takeBack(entry.operation_id);
    }
  }

  /** The text goes back to the composer if that is free; otherwise it stays on its card with the sentence. */
  #post(entry, sentence) {
    const { board } = this.state();
    const here = entry.payload.board === board?.id;
    if (here && takesNotes(board, this.leads) && this.composer.takeBack({ ...entry.payload, message: sentence })) {
      this.outbox().takeBack(entry.operation_id);
    } else if (here) this.announcer.say(sentence);
    else this.status.tell(sentence);
  }

  /** The new text stays on the note with the sentence; if the note is gone, its text must not go with it. */
  #edit(entry, sentence) {
    if (this.state().notes.has(entry.payload.note)) {
      this.announcer.say(sentence);
      return;
    }
    this.composer.takeBack({ text: entry.payload.text, area: null, message: sentence, force: true });
    this.outbox().takeBack(entry.operation_id);
  }
}
