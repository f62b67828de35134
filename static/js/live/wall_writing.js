/** While people write what only they can read: how much there is by now, and from which cities. */

import { cityBadge } from '../shared/city_badge.js';
import { say, sayCount } from '../shared/words.js';
import { fitCells } from './wall_fit.js';
import { cell, element, gridOf, isNew, rest } from './wall_parts.js';

const MOST = 60;

/** Notes written so far, pure: {total, cities: [[code, count]]}, the cities in the order of their letters, "" last. */
export function writtenSoFar(state) {
  const counts = new Map();
  let total = 0;
  for (const note of state.notes.values()) {
    if (note.hidden) continue;
    total += 1;
    counts.set(note.city ?? '', (counts.get(note.city ?? '') ?? 0) + 1);
  }
  const cities = [...counts].sort((one, other) => (one[0] === '') - (other[0] === '') || one[0].localeCompare(other[0]));
  return { total, cities: cities.length === 1 && cities[0][0] === '' ? [] : cities };
}

export function drawWriting(holder, { board, presence, cities, more }) {
  const model = { ...writtenSoFar(board), writing: board.board.stage === 'write' ? presence.writing(null) : 0 };
  if (!isNew(holder, model)) return;
  const total = element('p', 'wall-total', sayCount('notes', model.total));
  const busy = element('p', 'wall-soft wall-busy', model.writing ? sayCount('writing', model.writing) : '');
  const place = rest(model.cities.length);
  holder.replaceChildren(element('div', 'wall-count', total, busy), place);
  const { list, cells, more: left } = gridOf(place, model.cities, ([code, count]) => cell(
    'wall-tile wall-tile--here',
    code ? cityBadge(code, cities) : say('other'),
    element('strong', 'wall-number', String(count)),
  ), { most: MOST, columnsMost: 7, gaps: 0.6 });
  if (cells.length) place.append(list);
  fitCells(cells, { most: 3, share: 0 });
  more(left);
}
