/**
 * A gallery walk: each area of the board is a poster, one is seen at a time. Where one begins depends on the seat, so
 * that people spread; after a poster's share of the step's time the way on is offered, and nobody is moved.
 */

import { say } from '../shared/words.js';
import { firstPoster, posterTime } from './posters.js';

export class Gallery {
  #board = null;
  #place = 0;
  #since = 0;
  #told = false;

  /** `board`: the element of the board; `composer` writes at the poster that is seen; who `leads` sees all at first. */
  constructor(nav, { board, composer, clock, leads, seat }) {
    Object.assign(this, { nav, board, composer, clock, seat, all: leads });
    this.here = nav.querySelector('[data-part="gallery-here"]');
    this.time = nav.querySelector('[data-part="gallery-time"]');
    this.every = nav.querySelector('[data-action="gallery-all"]');
    nav.addEventListener('click', (event) => {
      const { walk, action } = event.target.closest('button')?.dataset ?? {};
      if (walk) this.#walk(Number(walk));
      if (action === 'gallery-all') this.#see(!this.all);
    });
    window.setInterval(() => this.#remind(), 1_000);
  }

  #walk(by) {
    this.all = false;
    this.#stand((this.#place + by + this.areas.length) % this.areas.length);
    this.#show();
  }

  #see(all) {
    this.all = all;
    this.#show();
  }

  #stand(place) {
    this.#place = place;
    this.#since = this.clock.now();
    this.#told = false;
    this.time.hidden = true;
    this.composer.chooseArea(this.areas[place].id);
  }

  /** `state`: the board's, or null where none is shown; `session`: the session's. */
  draw(state, session = null) {
    const walks = state?.board?.layout === 'gallery';
    this.nav.hidden = !walks;
    this.board.classList.toggle('board--walked', walks && !this.all);
    if (!walks) {
      if (this.#board !== null) this.#leave();
      return;
    }
    this.areas = state.areasInOrder();
    this.session = session;
    if (!this.areas.length) return;
    if (this.#board !== state.board.id) {
      this.#board = state.board.id;
      this.#stand(firstPoster(this.seat, this.areas.length));
    }
    this.#place = Math.min(this.#place, this.areas.length - 1);
    this.#show();
  }

  #leave() {
    this.#board = null;
    for (const area of this.board.querySelectorAll('[data-poster]')) delete area.dataset.poster;
  }

  #show() {
    const shown = this.areas[this.#place];
    this.board.classList.toggle('board--walked', !this.all);
    for (const area of this.board.querySelectorAll('[data-area].area, .area')) {
      const wanted = Number(area.dataset.area) === shown.id ? 'here' : 'away';
      if (area.dataset.poster !== wanted) area.dataset.poster = wanted;
    }
    this.every.ariaPressed = String(this.all);
    const text = this.all ? '' : say('poster_of', { number: this.#place + 1, count: this.areas.length, title: shown.title });
    if (this.here.textContent !== text) this.here.textContent = text;
  }

  #remind() {
    if (this.nav.hidden || this.all || this.#told) return;
    const step = this.session?.step()?.steps?.[this.session.session?.step_index ?? 0];
    const time = posterTime(step?.minutes, this.areas.length);
    if (time === null || this.clock.now() - this.#since < time) return;
    this.#told = true;
    this.time.textContent = say('poster_time');
    this.time.hidden = false;
  }
}
