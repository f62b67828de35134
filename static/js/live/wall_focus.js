/** What the facilitator shows to everybody, large on the wall: a note, a cluster with its notes, or an area. */

import { cityBadge } from '../shared/city_badge.js';
import { simulatedMark } from '../shared/simulated_mark.js';
import { say, sayCount } from '../shared/words.js';
import { shownOn } from './focus.js';

/** So many lines are read from the back of a room. */
const LINES = 6;

function element(name, className, ...children) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
}

function line(text, note, cities) {
  const made = element('li', 'wall-focus-line', ...(note?.city ? [cityBadge(note.city, cities), ' '] : []), text);
  made.dir = 'auto';
  if (note?.simulated) made.append(' ', simulatedMark());
  return made;
}

function linesOf(shown, state, cities) {
  const readable = (notes) => notes.filter((note) => note.text !== null && !note.hidden);
  if (shown.kind === 'cluster') return readable(state.notesOf(shown.id)).map((note) => line(note.text, note, cities));
  if (shown.kind === 'note') return [];
  const clusters = state.clustersOf(shown.id).map((cluster) => line(cluster.title ?? say('untitled_cluster'), null, cities));
  return [...clusters, ...readable(state.looseNotesOf(shown.id)).map((note) => line(note.text, note, cities))];
}

/** Fills the holder; whether there is something shown. */
export function drawWallFocus(holder, state, cities) {
  const shown = shownOn(state);
  holder.hidden = !shown;
  if (!shown) {
    holder.replaceChildren();
    return false;
  }
  const text = element('p', 'wall-focus-text', shown.text);
  text.dir = 'auto';
  const foot = element('p', 'wall-foot');
  if (shown.note?.city) foot.append(cityBadge(shown.note.city, cities), ' ');
  if (shown.note?.author) foot.append(element('bdi', '', shown.note.author), ' ');
  if (shown.note?.simulated) foot.append(simulatedMark());
  const lines = linesOf(shown, state, cities);
  const list = element('ul', 'wall-focus-lines', ...lines.slice(0, LINES));
  const more = lines.length > LINES ? [element('p', 'wall-foot', sayCount('more', lines.length - LINES))] : [];
  holder.replaceChildren(text, foot, ...(lines.length ? [list] : []), ...more);
  return true;
}
