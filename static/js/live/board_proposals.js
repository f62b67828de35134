/** The panel in the room where a city's people confirm what the board proposes for it, with one tap. */

import { say, sayCount } from '../shared/words.js';
import { proposedFor } from './proposed.js';
import { challenges } from './room_data.js';

export class Proposals {
  #drawn = '';

  /** `panel` names the city in its data; `run(name, payload)` carries a command out. */
  constructor(panel, { run }) {
    Object.assign(this, { panel, run, city: Number(panel.dataset.city), code: panel.dataset.code });
    this.sent = new Set();
    panel.addEventListener('click', (event) => this.#clicked(event.target.closest('button[data-answer]')));
  }

  draw(state) {
    // What was answered may be taken back later, and is asked again then.
    for (const cluster of this.sent) if (this.code in (state?.clusters.get(cluster)?.answers ?? {})) this.sent.delete(cluster);
    const open = state ? proposedFor(this.code, state, challenges).filter((one) => !this.sent.has(one.cluster)) : [];
    const picture = JSON.stringify(open);
    if (picture === this.#drawn) return;
    this.#drawn = picture;
    this.panel.hidden = open.length === 0;
    this.panel.querySelector('[data-part="proposals-played"]').hidden = !open.some((one) => this.#played(one));
    this.panel.querySelector('[data-part="proposals-count"]').textContent = String(open.length);
    this.panel.querySelector('[data-part="proposals-all"]').hidden = open.length < 2;
    this.panel.querySelector('ul').replaceChildren(...open.map((one) => this.#row(one)));
  }

  /** A command that was refused did nothing: the proposal stands here again. */
  refused(payload) {
    for (const cluster of payload.clusters ?? []) this.sent.delete(cluster);
    this.#drawn = '';
  }

  /** Whether only simulated people wrote of it, or the session is theirs as a whole. */
  #played({ simulated }) {
    return simulated || 'simulated' in this.panel.dataset;
  }

  #row(one) {
    const { cluster, title, language, notes } = one;
    const row = this.panel.querySelector('template').content.firstElementChild.cloneNode(true);
    const name = row.querySelector('[data-part="title"]');
    name.textContent = title || say('untitled_cluster');
    name.dir = 'auto';
    if (language) name.lang = language;
    row.querySelector('[data-part="played"]').hidden = !this.#played(one);
    row.querySelector('[data-part="notes"]').textContent = sayCount('notes', notes);
    for (const button of row.querySelectorAll('button')) {
      button.dataset.cluster = cluster;
      button.querySelector('[data-part="about"]').textContent = title;
    }
    return row;
  }

  #clicked(button) {
    if (!button) return;
    const all = [...this.panel.querySelectorAll('li [data-answer="confirm"]')].map((one) => Number(one.dataset.cluster));
    const clusters = button.dataset.cluster ? [Number(button.dataset.cluster)] : all;
    for (const cluster of clusters) this.sent.add(cluster);
    this.run(`naming.${button.dataset.answer}`, { city: this.city, clusters });
  }
}
