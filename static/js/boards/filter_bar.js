/** The bar above a large board: search, city, what is in no cluster yet, how many notes are shown, and selecting those. */

import { belongsToComposition } from '../shared/composing.js';
import { say, sayCount } from '../shared/words.js';
import { FILTERED_FROM } from './filter.js';
import { isOpen, isPrivate } from './state.js';

export class FilterBar {
  #cities = '';
  #said = '';
  #board = null;
  #wasOn = false;

  /**
   * `filter` (of filter.js) is what it sets; `leads` whether this is a facilitator; `select(notes)` selects them;
   * `changed(shown)` redraws, `shown` those that fit, so that what is folded over them can be opened.
   */
  constructor(form, { filter, cities, leads, announcer, select, changed }) {
    Object.assign(this, { form, filter, cities, leads, announcer, select, changed });
    const control = (name) => form.querySelector(`[data-action="${name}"]`);
    this.text = control('filter-text');
    this.city = control('filter-city');
    this.loose = control('filter-loose');
    this.all = control('select-shown');
    this.clear = control('filter-clear');
    this.count = form.querySelector('[data-part="filter-count"]');
    form.addEventListener('submit', (event) => event.preventDefault());
    this.text.addEventListener('input', () => this.#set());
    this.city.addEventListener('change', () => this.#set());
    this.loose.addEventListener('click', () => {
      this.loose.ariaPressed = String(this.loose.ariaPressed !== 'true');
      this.#set();
    });
    this.all.addEventListener('click', () => this.#selectShown());
    this.clear.addEventListener('click', () => {
      this.#reset();
      this.text.focus();
    });
    this.text.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !belongsToComposition(event) && this.filter.isOn) {
        event.preventDefault();
        this.#reset();
      }
    });
  }

  #reset() {
    this.text.value = this.city.value = '';
    this.loose.ariaPressed = 'false';
    this.#set();
  }

  #set() {
    this.filter.set({ text: this.text.value, city: this.city.value, loose: this.loose.ariaPressed === 'true' }, this.state);
    const { shown } = this.filter.count(this.state);
    this.changed(this.filter.isOn ? shown : []);
  }

  #selectShown() {
    const { shown } = this.filter.count(this.state);
    this.select(shown.filter((note) => !note.hidden && this.state.textOf(note) !== null).map((note) => note.id));
  }

  /** Before each drawing of the board; `state` null where no board is open. Another board begins with all its notes. */
  draw(state) {
    this.state = state;
    const board = state?.board.id ?? null;
    if (board !== this.#board) {
      this.#board = board;
      this.text.value = this.city.value = '';
      this.loose.ariaPressed = 'false';
      this.filter.clear(state);
    }
    const wanted = state !== null && !isPrivate(state) && (state.notes.size >= FILTERED_FROM || this.filter.isOn);
    this.form.hidden = !wanted;
    this.form.classList.toggle('filter-bar--on', this.filter.isOn);
    if (!wanted) {
      if (this.filter.isOn) this.filter.clear(state);
      return;
    }
    this.#drawCities(state);
    this.loose.hidden = state.clusters.size === 0 && !this.filter.loose;
    this.clear.hidden = !this.filter.isOn;
    this.all.hidden = !this.filter.isOn || !isOpen(state.board, 'grouping', this.leads);
    this.#tell(state);
  }

  #drawCities(state) {
    const codes = [...new Set([...state.notes.values()].map((note) => note.city).filter(Boolean))].sort();
    const picture = codes.join();
    if (picture === this.#cities) return;
    this.#cities = picture;
    const chosen = this.city.value;
    const every = this.city.options[0];
    this.city.replaceChildren(every, ...codes.map((code) => new Option(this.cities[code]?.name ?? code, code)));
    this.city.value = codes.includes(chosen) ? chosen : '';
    this.city.parentElement.hidden = codes.length < 2;
  }

  /** "37 of 300 shown", told to those who listen only when the filter is what changed it. */
  #tell(state) {
    const { shown, of, fresh } = this.filter.count(state);
    const on = this.filter.isOn;
    const said = on ? [say('shown_of', { shown: shown.length, of }), fresh ? sayCount('fresh_shown', fresh) : ''].filter(Boolean).join(' ') : sayCount('notes', of);
    if (said === this.#said) return;
    const before = this.#said;
    this.#said = said;
    this.count.textContent = said;
    if (before && (on || this.#wasOn)) this.announcer.say(said, 'filter');
    this.#wasOn = on;
  }
}
