/** In the facilitator's console: the notes that were hidden on the board, so that they are found again. */

import { cityBadge } from '../shared/city_badge.js';
import { say, sayCount } from '../shared/words.js';

export class HiddenNotes {
  constructor(root, { cities, run }) {
    Object.assign(this, { cities, run });
    this.part = root.querySelector('[data-part="hidden-part"]');
    this.title = root.querySelector('[data-part="hidden-title"]');
    this.list = root.querySelector('[data-part="hidden-notes"]');
    this.picture = '';
    this.list.addEventListener('click', (event) => {
      const note = event.target.closest('button')?.dataset.restore;
      if (note) this.run('note.restore', { note: Number(note) });
    });
  }

  /** `state`: the board's, or null when none is shown. */
  draw(state) {
    const notes = state?.board ? [...state.notes.values()].filter((note) => note.hidden) : [];
    const picture = JSON.stringify(notes.map((note) => [note.id, state.textOf(note), note.city]));
    if (picture === this.picture) return;
    this.picture = picture;
    this.part.hidden = notes.length === 0;
    this.title.textContent = sayCount('hidden_notes', notes.length);
    this.list.replaceChildren(...notes.map((note) => this.#item(note, state)));
  }

  #item(note, state) {
    const text = state.textOf(note) ?? say('hidden_text');
    const item = document.createElement('li');
    item.className = 'hidden-note';
    const words = document.createElement('p');
    words.dir = 'auto';
    if (note.city) words.append(cityBadge(note.city, this.cities), ' ');
    words.append(text);
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button button--small';
    button.dataset.restore = note.id;
    button.textContent = say('show_again');
    button.ariaLabel = say('show_again_named', { text: text.slice(0, 60) });
    item.append(words, button);
    return item;
  }
}
