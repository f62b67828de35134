/** What the room wrote: clusters, the largest first, then the newest notes. */

import { say, sayCount } from '../shared/words.js';
import { fitCells } from './wall_fit.js';
import { badges, cell, foot, gridOf, isNew, mark, written } from './wall_parts.js';

/** More than these can't be read from ten metres: notes are longer than titles. */
const NOTES_MOST = 12;
const CLUSTERS_MOST = 15;

/** The cards of a board, pure, the largest first: [{kind, id, text, language, cities, size, simulated}]. */
export function cardsOf(state) {
  const inside = new Map([...state.clusters.keys()].map((id) => [id, []]));
  const loose = [];
  for (const note of state.notes.values()) {
    if (note.hidden) continue;
    if (inside.has(note.cluster)) inside.get(note.cluster).push(note);
    else if (note.text !== null) loose.push(note);
  }
  const clusters = [...state.clusters.values()].map((cluster) => {
    const notes = inside.get(cluster.id);
    return {
      kind: 'cluster', id: cluster.id, text: cluster.title, language: cluster.language ?? null, cities: citiesOf(notes),
      size: notes.length, simulated: notes.length > 0 && notes.every((note) => note.simulated),
    };
  });
  clusters.sort((one, other) => other.size - one.size || one.id - other.id);
  loose.sort((one, other) => other.id - one.id);
  return [...clusters, ...loose.map((note) => ({
    kind: 'note', id: note.id, text: note.text, language: note.language ?? null, cities: note.city ? [note.city] : [], size: 1,
    simulated: Boolean(note.simulated),
  }))];
}

/** The cities of notes, those with most first. */
function citiesOf(notes) {
  const counts = new Map();
  for (const { city } of notes) if (city) counts.set(city, (counts.get(city) ?? 0) + 1);
  return [...counts].sort((one, other) => other[1] - one[1] || one[0].localeCompare(other[0])).map(([code]) => code);
}

export function drawCards(holder, { board, cities, more }) {
  const cards = cardsOf(board);
  if (!isNew(holder, cards)) return;
  const { list, cells, more: left } = gridOf(holder, cards, (card) => cell(
    `wall-card wall-card--${card.kind}`,
    written(card.text || say('untitled_cluster'), { language: card.text ? card.language : null }),
    foot(
      badges(card.cities, cities, cards.length > 6 ? 3 : 6),
      card.kind === 'cluster' && sayCount('notes', card.size),
      mark(card.simulated),
    ),
  ), { most: cards[0]?.kind === 'cluster' ? CLUSTERS_MOST : NOTES_MOST });
  list.dataset.part = 'cards';
  holder.replaceChildren(list);
  fitCells(cells, { most: cards.length === 1 ? 4.5 : 2.6, share: 0.25 });
  more(left);
}
