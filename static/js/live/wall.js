/**
 * The projector's picture of a board: what can be read from ten metres, never more than fits.
 *
 * Before the reveal, and after an end without one, it counts notes by city; then it shows clusters and the newest notes; with votes the
 * heaviest come first; beside them the heat-map of what the room says.
 */

import { isPrivate } from '../boards/state.js';
import { cityBadge } from '../shared/city_badge.js';
import { simulatedMark } from '../shared/simulated_mark.js';
import { say, sayCount } from '../shared/words.js';
import { drawHeat } from './heat_figure.js';
import { counted } from './heat_map.js';

function element(name, className, ...children) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
}

/** The cards of a board for the wall, most important first: {kind, id, text, language, cities, size, votes, simulated}. */
export function wallCards(state) {
  const votes = (target) => (state.votes.shown ? state.countOf(target) : 0);
  const clusters = [...state.clusters.values()].map((cluster) => {
    const notes = state.notesOf(cluster.id).filter((note) => !note.hidden);
    const cities = [...new Set(notes.map((note) => note.city).filter(Boolean))].sort();
    return {
      kind: 'cluster', id: cluster.id, text: cluster.title, language: cluster.language, cities, size: notes.length,
      votes: votes(`cluster:${cluster.id}`), simulated: notes.length > 0 && notes.every((note) => note.simulated),
    };
  });
  const loose = [...state.notes.values()]
    .filter((note) => !note.hidden && note.text !== null && !state.clusters.has(note.cluster))
    .map((note) => ({
      kind: 'note', id: note.id, text: note.text, language: note.language, cities: note.city ? [note.city] : [], size: 1,
      votes: votes(`note:${note.id}`), simulated: note.simulated,
    }));
  clusters.sort((one, other) => other.votes - one.votes || other.size - one.size || one.id - other.id);
  loose.sort((one, other) => other.votes - one.votes || other.id - one.id);
  return [...clusters, ...loose].sort((one, other) => other.votes - one.votes);
}

/** Notes written so far by city, [["DUB", 3], ...], the cities in the order of their letters. */
export function writtenByCity(state) {
  const counts = new Map();
  for (const note of state.notes.values()) {
    if (!note.hidden) counts.set(note.city ?? '', (counts.get(note.city ?? '') ?? 0) + 1);
  }
  return [...counts].sort((one, other) => one[0].localeCompare(other[0]));
}

export class Wall {
  constructor({ holder, more, heat, cities }) {
    Object.assign(this, { holder, more, heat, cities });
  }

  draw(state) {
    const writing = isPrivate(state);
    this.holder.classList.toggle('wall-cards--counting', writing);
    if (writing) this.#drawCounting(state);
    else this.#drawCards(wallCards(state));
    drawHeat(this.heat, writing ? null : counted(state, 4), this.cities);
  }

  #drawCounting(state) {
    const total = element('li', 'wall-total', sayCount('notes', [...state.notes.values()].filter((note) => !note.hidden).length));
    const tiles = writtenByCity(state).map(([city, count]) =>
      element('li', 'wall-tile', city ? cityBadge(city, this.cities) : say('other'), element('strong', 'wall-number', String(count))));
    this.holder.replaceChildren(total, ...tiles);
    this.more.textContent = '';
  }

  #drawCards(cards) {
    const most = Math.max(1, ...cards.map((card) => card.votes));
    this.holder.replaceChildren(...cards.map((card) => this.#card(card, most)));
    this.#cut();
  }

  #card(card, most) {
    const text = element('p', 'wall-text', card.text || say('untitled_cluster'));
    text.dir = 'auto';
    if (card.text && card.language) text.lang = card.language;
    const foot = element('p', 'wall-foot', ...card.cities.flatMap((code) => [cityBadge(code, this.cities), ' ']));
    if (card.kind === 'cluster') foot.append(sayCount('notes', card.size), ' ');
    if (card.votes) foot.append(element('strong', 'wall-votes', sayCount('votes', card.votes)));
    if (card.simulated) foot.append(simulatedMark());
    const made = element('li', `wall-card wall-card--${card.kind}`, text, foot);
    if (card.votes) {
      const bar = element('meter', 'wall-bar');
      bar.max = most;
      bar.value = card.votes;
      bar.ariaHidden = 'true';
      made.append(bar);
    }
    return made;
  }

  /** Leaves out what would be cut off, and says how many. */
  #cut() {
    const bottom = this.holder.getBoundingClientRect().bottom;
    const right = this.holder.getBoundingClientRect().right;
    const all = [...this.holder.children];
    let outside = 0;
    for (const card of all) {
      const box = card.getBoundingClientRect();
      const out = box.bottom > bottom + 1 || box.right > right + 1;
      card.classList.toggle('wall-card--out', out);
      if (out) outside += 1;
    }
    this.more.textContent = outside ? sayCount('more', outside) : '';
  }
}
