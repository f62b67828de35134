/** The heat-map on the wall, once somebody who leads has asked for it: it grows as notes come into clusters. */

import { say } from '../shared/words.js';
import { drawHeat } from './heat_figure.js';
import { counted } from './heat_map.js';
import { fitCells } from './wall_fit.js';
import { element, isNew } from './wall_parts.js';

const COLUMNS = 8;
/** More rows than these would be too low to read: the cities that wrote most stay. */
const ROWS = 12;

/** As `counted`, pure, with at most `most` cities: {map, more}. */
export function heatOf(state, most = ROWS) {
  const map = counted(state, COLUMNS);
  if (map.rows.length <= most) return { map, more: 0 };
  const total = (row) => row.counts.reduce((sum, count) => sum + count, 0);
  const kept = new Set([...map.rows].sort((one, other) => total(other) - total(one)).slice(0, most));
  return { map: { ...map, rows: map.rows.filter((row) => kept.has(row)) }, more: map.rows.length - most };
}

/** `figure` is the one that the page has; it is shown in the holder. */
export function drawWallHeat(holder, { board, cities, figure, more }) {
  const { map, more: left } = heatOf(board);
  if (!isNew(holder, map)) return;
  drawHeat(figure, map, cities, { asked: true });
  figure.style.setProperty('--rows', String(map.rows.length + 1));
  const frame = figure.hidden ? element('p', 'wall-soft wall-heat-none', say('wall_no_heat')) : element('div', 'wall-heat-frame', figure);
  holder.replaceChildren(frame);
  if (!figure.hidden) fitCells([figure.querySelector('ol')], { most: 1.8, words: false });
  more(left);
}
