/** In the console: clusters that stand for no challenge yet, to be put on the heat-map several at once. */

import { say, sayCount } from '../shared/words.js';
import { adoptable } from './proposed.js';

/** From so many clusters on all of them can be chosen, or none, by one press. */
const SEVERAL = 3;

export class Adopting {
  #drawn = '';

  /** `run(name, payload)`: a command given up when it can't be sent soon. */
  constructor(part, { run }) {
    Object.assign(this, { part, run, kinds: JSON.parse(part.dataset.kinds), form: part.querySelector('form') });
    this.form.addEventListener('submit', (event) => this.#send(event));
    this.form.addEventListener('change', () => this.#count());
    this.form.addEventListener('click', (event) => {
      const choice = event.target.closest('[data-choose]')?.dataset.choose;
      if (!choice) return;
      for (const row of this.#rows()) row.querySelector('input').checked = choice === 'all';
      this.#count();
    });
  }

  #rows() {
    return [...this.form.querySelectorAll('li')];
  }

  #chosen() {
    return this.#rows().filter((row) => row.querySelector('input').checked);
  }

  /** How many are chosen; with none there is nothing to send. */
  #count() {
    const rows = this.#rows().length;
    const chosen = this.#chosen().length;
    this.form.querySelector('[data-part="adopting-choice"]').hidden = rows < SEVERAL;
    this.form.querySelector('[data-part="adopting-count"]').textContent = sayCount('chosen_of', chosen, { of: rows });
    this.form.querySelector('[data-part="adopting-send"]').disabled = chosen === 0;
  }

  /** `state` null where no board is open that can be led. */
  draw(state) {
    this.board = state?.board?.id ?? null;
    const clusters = state ? adoptable(state, this.kinds) : [];
    const picture = JSON.stringify(clusters);
    if (picture === this.#drawn) return;
    this.#drawn = picture;
    this.part.hidden = clusters.length === 0;
    const chosen = new Map(this.#rows().map((row) => [
      Number(row.dataset.cluster), [row.querySelector('input').checked, row.querySelector('select').value],
    ]));
    this.form.querySelector('ul').replaceChildren(...clusters.map((one) => this.#row(one, chosen.get(one[0]))));
    this.#count();
  }

  #row([id, title, language, kind], chosen) {
    const row = this.form.querySelector('template').content.firstElementChild.cloneNode(true);
    const name = row.querySelector('[data-part="title"]');
    row.dataset.cluster = id;
    name.textContent = title || say('untitled_cluster');
    name.dir = 'auto';
    if (language) name.lang = language;
    row.querySelector('[data-part="about"]').textContent = title;
    row.querySelector('select').value = `new:${kind}`;
    if (chosen) [row.querySelector('input').checked, row.querySelector('select').value] = chosen;
    return row;
  }

  #send(event) {
    event.preventDefault();
    const clusters = this.#chosen().map((row) => {
      const [fresh, kind] = row.querySelector('select').value.split(':');
      const challenge = fresh === 'new' ? { kind } : { challenge: Number(fresh) };
      return { cluster: Number(row.dataset.cluster), ...challenge };
    });
    if (clusters.length > 0) this.run('challenge.adopt_several', { board: this.board, clusters });
  }
}
