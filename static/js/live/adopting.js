/** In the console: clusters that stand for no challenge yet, to be put on the heat-map several at once. */

import { say } from '../shared/words.js';
import { adoptable } from './proposed.js';

export class Adopting {
  #drawn = '';

  /** `run(name, payload)`: a command given up when it can't be sent soon. */
  constructor(part, { run }) {
    Object.assign(this, { part, run, form: part.querySelector('form') });
    this.form.addEventListener('submit', (event) => this.#send(event));
  }

  /** `state` null where no board is open that can be led. */
  draw(state) {
    this.board = state?.board?.id ?? null;
    const clusters = state ? adoptable(state) : [];
    const picture = JSON.stringify(clusters);
    if (picture === this.#drawn) return;
    this.#drawn = picture;
    this.part.hidden = clusters.length === 0;
    const chosen = new Map([...this.form.querySelectorAll('li')].map((row) => [
      Number(row.dataset.cluster), [row.querySelector('input').checked, row.querySelector('select').value],
    ]));
    this.form.querySelector('ul').replaceChildren(...clusters.map((one) => this.#row(one, chosen.get(one[0]))));
  }

  #row([id, title, language], chosen) {
    const row = this.form.querySelector('template').content.firstElementChild.cloneNode(true);
    const name = row.querySelector('[data-part="title"]');
    row.dataset.cluster = id;
    name.textContent = title || say('untitled_cluster');
    name.dir = 'auto';
    if (language) name.lang = language;
    row.querySelector('[data-part="about"]').textContent = title;
    if (chosen) [row.querySelector('input').checked, row.querySelector('select').value] = chosen;
    return row;
  }

  #send(event) {
    event.preventDefault();
    const clusters = [...this.form.querySelectorAll('li')]
      .filter((row) => row.querySelector('input').checked)
      .map((row) => {
        const [fresh, kind] = row.querySelector('select').value.split(':');
        const challenge = fresh === 'new' ? { kind } : { challenge: Number(fresh) };
        return { cluster: Number(row.dataset.cluster), ...challenge };
      });
    if (clusters.length > 0) this.run('challenge.adopt_several', { board: this.board, clusters });
  }
}
