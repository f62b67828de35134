/** Draws what the room says, cities x clusters, into a figure with a table and a key. */

import { cityBadge } from '../shared/city_badge.js';
import { say } from '../shared/words.js';
import { step } from './heat_map.js';
import { challenges } from './room_data.js';

function cell(name, className, ...children) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
}

function headCell(scope, child) {
  const made = cell('th', '', child);
  made.scope = scope;
  return made;
}

/** A column's title: that of the challenge it stands for, in the reader's language, once it may be read at all. */
function keyOf(column) {
  const [title, language] = (column.title && challenges[column.challenge]) || [column.title || say('untitled_cluster'), ''];
  const key = cell('li', '', title);
  key.dir = 'auto';
  if (language && language !== document.documentElement.lang) key.lang = language;
  return key;
}

/**
 * `map`: what `counted` gives, or null; hidden while there is nothing to compare. Somebody who asked for it (`asked`) sees it from
 * the first cluster on.
 */
export function drawHeat(figure, map, cities, { asked = false } = {}) {
  const least = asked ? 1 : 2;
  figure.hidden = !map || map.columns.length < least || map.rows.length < least;
  if (figure.hidden) return;
  const letters = map.columns.map((column, index) => String.fromCharCode(65 + index));
  const rows = map.rows.map((row) => {
    const counts = row.counts.map((count, column) =>
      cell('td', row.proposed[column] ? 'heat--proposed' : `heat--${step(count, map.most)}`, count ? String(count) : ''));
    return cell('tr', '', headCell('row', cityBadge(row.city, cities)), ...counts);
  });
  const table = figure.querySelector('table');
  table.tHead.replaceChildren(cell('tr', '', cell('td', ''), ...letters.map((letter) => headCell('col', letter))));
  table.tBodies[0].replaceChildren(...rows);
  const key = map.columns.map(keyOf);
  figure.querySelector('[data-part="heat-proposed"]').hidden = !map.rows.some((row) => row.proposed.includes(true));
  figure.querySelector('ol').replaceChildren(...key);
}
