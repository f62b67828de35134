/** What the facilitator shows to everybody, large on the wall: a note, a cluster with its notes, or an area. */

import { cityBadge } from '../shared/city_badge.js';
import { say } from '../shared/words.js';
import { shownOn } from './focus.js';
import { fitCells } from './wall_fit.js';
import { element, foot, isNew, mark, written } from './wall_parts.js';

/** So many lines are read from the back of a room. */
const LINES = 12;

function line(text, note, cities) {
  const children = [note?.city && cityBadge(note.city, cities), text, mark(note?.simulated)].filter(Boolean);
  const made = element('li', 'wall-focus-line', ...children.flatMap((child) => [child, ' ']));
  made.dir = 'auto';
  if (note?.language) made.lang = note.language;
  return made;
}

function linesOf(shown, state, cities) {
  const readable = (notes) => notes.filter((note) => note.text !== null && !note.hidden);
  if (shown.kind === 'cluster') return readable(state.notesOf(shown.id)).map((note) => line(note.text, note, cities));
  if (shown.kind === 'note') return [];
  const clusters = state.clustersOf(shown.id).map((cluster) => line(cluster.title ?? say('untitled_cluster'), null, cities));
  return [...clusters, ...readable(state.looseNotesOf(shown.id)).map((note) => line(note.text, note, cities))];
}

export function drawWallFocus(holder, { board, cities, more }) {
  const { text, note = null, ...shown } = shownOn(board);
  const lines = linesOf(shown, board, cities);
  if (!isNew(holder, [text, note, lines.map((made) => made.outerHTML)])) return;
  const box = element('div', 'wall-cell wall-focus', written(text, { className: lines.length ? 'wall-focus-text' : 'wall-focus-text wall-text', language: note?.language ?? null }));
  const below = foot(note?.city && cityBadge(note.city, cities), note?.author && element('bdi', '', note.author), mark(note?.simulated));
  if (below) box.append(below);
  if (lines.length) box.append(element('ul', 'wall-list wall-focus-lines', ...lines.slice(0, LINES)));
  holder.replaceChildren(box);
  fitCells([box], { most: 5 });
  const hidden = box.querySelectorAll('.wall-focus-line[hidden]').length;
  box.querySelector('.wall-list-more')?.remove();
  more(hidden + Math.max(0, lines.length - LINES));
}
