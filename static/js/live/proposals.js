/** What the board proposes for one's own city, to confirm with one tap. Which proposals those are is pure. */

import { say, sayCount } from '../shared/words.js';
import { challenges } from './room_data.js';

/**
 * [{cluster, title, language, notes}] of the challenges that a city has not answered, each once: those whose clusters hold a
 * note that shows its badge.
 */
export function proposedFor(city, state, titles = {}) {
  const found = new Map();
  for (const note of state.notes.values()) {
    const cluster = state.clusters.get(note.cluster);
    if (note.city !== city || note.hidden || !cluster?.title || cluster.challenge === null || city in (cluster.answers ?? {})) continue;
    const [title, language] = titles[cluster.challenge] ?? [cluster.title, cluster.language];
    const one = found.get(cluster.challenge) ?? { cluster: cluster.id, title, language, notes: 0 };
    found.set(cluster.challenge, { ...one, notes: one.notes + 1 });
  }
  return [...found.values()];
}

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
    this.panel.querySelector('[data-part="proposals-count"]').textContent = String(open.length);
    this.panel.querySelector('[data-part="proposals-all"]').hidden = open.length < 2;
    this.panel.querySelector('ul').replaceChildren(...open.map((one) => this.#row(one)));
  }

  /** A command that was refused did nothing: the proposal stands here again. */
  refused(payload) {
    for (const cluster of payload.clusters ?? []) this.sent.delete(cluster);
    this.#drawn = '';
  }

  #row({ cluster, title, language, notes }) {
    const row = this.panel.querySelector('template').content.firstElementChild.cloneNode(true);
    const name = row.querySelector('[data-part="title"]');
    name.textContent = title || say('untitled_cluster');
    name.dir = 'auto';
    if (language) name.lang = language;
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
    this.run(`proposal.${button.dataset.answer}`, { city: this.city, clusters });
  }
}
