/** What the votes say: what has most stands first, with a bar that grows and the cities that carry it. */

import { results, weights } from '../boards/ordering.js';
import { say, sayCount } from '../shared/words.js';
import { fitCells } from './wall_fit.js';
import { badges, bar, cell, element, gridOf, isNew, mark, setBar, written } from './wall_parts.js';

const MOST = 16;
const IN_ONE_COLUMN = 8;

/**
 * Clusters and loose notes, pure, most votes first: [{key, text, language, votes, cities: [code], simulated}]. Loose notes that nobody
 * voted for are left out as soon as anything has a vote.
 */
export function byVotes(state) {
  const counts = weights(state);
  const alike = new Map();
  for (const note of state.notes.values()) {
    if (!note.hidden) alike.set(note.cluster, (alike.get(note.cluster) ?? true) && Boolean(note.simulated));
  }
  const clusters = results(state).map(({ cluster, votes, cities, size }) => ({
    key: `cluster:${cluster.id}`, text: cluster.title, language: cluster.language ?? null, votes, cities: cities.map(([code]) => code),
    simulated: size > 0 && alike.get(cluster.id),
  }));
  const loose = [...state.notes.values()].filter((note) => !note.hidden && note.text !== null && !state.clusters.has(note.cluster));
  const notes = loose.map((note) => ({
    key: `note:${note.id}`, text: note.text, language: note.language ?? null, votes: counts.get(`note:${note.id}`) ?? 0,
    cities: note.city ? [note.city] : [], simulated: Boolean(note.simulated),
  })).filter((note) => note.votes > 0 || state.votes.cast === 0);
  return [...clusters, ...notes].sort((one, other) => other.votes - one.votes);
}

export function drawResults(holder, { board, cities, more }) {
  const rows = byVotes(board);
  if (!isNew(holder, rows)) return;
  const most = Math.max(1, ...rows.map((row) => row.votes));
  const before = new Map([...holder.querySelectorAll('[data-key]')].map((row) => [row.dataset.key, Number(row.dataset.votes)]));
  const drawn = drawBars(holder, rows.map((row) => ({ ...row, share: row.votes / most, was: (before.get(row.key) ?? 0) / most, words: sayCount('votes', row.votes) })), cities);
  more(drawn);
}

/**
 * Rows with bars: {key, text, language, share (0 to 1), was (where its bar begins), words, votes, cities, simulated}. The number that
 * found no room.
 */
export function drawBars(holder, rows, cities) {
  const columnsMost = rows.length > IN_ONE_COLUMN ? 2 : 1;
  const { list, cells, more } = gridOf(holder, rows, (row) => {
    const made = cell(
      'wall-result',
      written(row.text || say('untitled_cluster'), { language: row.text ? row.language : null }),
      element('div', 'wall-result-cities', ...badges(row.cities ?? [], cities, columnsMost === 1 ? 9 : 4), ...[mark(row.simulated)].filter(Boolean)),
      element('strong', 'wall-result-votes', row.words),
      bar(row.was),
    );
    made.dataset.key = row.key;
    made.dataset.votes = String(row.votes);
    return made;
  }, { most: MOST, columnsMost, shape: columnsMost === 1 ? 20 : 9 });
  list.classList.add('wall-results');
  holder.replaceChildren(list);
  fitCells(cells, { most: rows.length < 3 ? 3 : 2, share: 0.1 });
  // The bars begin where they were, and grow from the next picture on.
  window.requestAnimationFrame(() => rows.slice(0, cells.length).forEach((row, index) => setBar(cells[index].querySelector('.wall-bar'), row.share)));
  return more;
}
