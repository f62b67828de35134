/** The small parts that all pictures of the wall are made of. */

import { cityBadge } from '../shared/city_badge.js';
import { simulatedMark } from '../shared/simulated_mark.js';
import { gridFor } from './wall_grid.js';

export function element(name, className, ...children) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
}

/** A text that people wrote, in its own language and direction. */
export function written(text, { name = 'p', className = 'wall-text', language = null } = {}) {
  const made = element(name, className, text);
  made.dir = 'auto';
  if (language) made.lang = language;
  return made;
}

/** The badges of cities, `most` of them, with how many more there are. */
export function badges(codes, cities, most = 8) {
  const shown = codes.slice(0, most).map((code) => cityBadge(code, cities));
  return codes.length > most ? [...shown, element('span', 'wall-soft', `+ ${codes.length - most}`)] : shown;
}

/** A line of small things below a text; null where it would be empty. */
export function foot(...children) {
  const present = children.flat().filter(Boolean);
  return present.length ? element('div', 'wall-foot', ...present) : null;
}

export function mark(simulated) {
  return simulated ? simulatedMark() : null;
}

/** A cell of a grid from what there is of these children. */
export function cell(className, ...children) {
  return element('li', `wall-cell ${className}`, ...children.flat().filter(Boolean));
}

/** What is below the first line of a picture: room for `count` things, and none where there are none. */
export function rest(count) {
  return element('div', count ? 'wall-rest' : 'wall-rest wall-rest--none');
}

/**
 * The things as a grid that fills `holder`: {list, cells, more}. `make(thing)` gives a cell of each that is shown; `options` are
 * gridFor's.
 */
export function gridOf(holder, things, make, options = {}) {
  const { width, height } = holder.getBoundingClientRect();
  const { columns, rows, shown, more } = gridFor(things.length, { ratio: width / Math.max(1, height), ...options });
  const list = element('ul', 'wall-grid', ...things.slice(0, shown).map(make));
  list.style.setProperty('--columns', String(columns));
  list.style.setProperty('--rows', String(rows));
  return { list, cells: [...list.children], more };
}

/** How much of the whole, as a bar. Its figure stands beside it as text. */
export function bar(share, className = '') {
  const filled = element('div', 'wall-bar-filled');
  filled.style.setProperty('--share', String(Math.max(0, Math.min(1, share))));
  const made = element('div', `wall-bar ${className}`, filled);
  made.ariaHidden = 'true';
  return made;
}

export function setBar(made, share) {
  made.firstElementChild.style.setProperty('--share', String(Math.max(0, Math.min(1, share))));
}

const drawn = new WeakMap();

/** Whether `holder` shows something else than this, or has another size: then it is to be drawn. */
export function isNew(holder, model) {
  const picture = JSON.stringify([model, holder.clientWidth, holder.clientHeight]);
  if (drawn.get(holder) === picture) return false;
  drawn.set(holder, picture);
  return true;
}

/** What was drawn there is gone. */
export function forget(holder) {
  drawn.delete(holder);
}
