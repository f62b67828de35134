/**
 * A canvas on the wall: its fields where they lie, in each its question and as many of its notes as fit.
 *
 * Before the reveal a field says how many notes it has. What does not fit is counted, never cut in the middle.
 */

import { putInPlace } from '../boards/places.js';
import { isPrivate } from '../boards/state.js';
import { cityBadge } from '../shared/city_badge.js';
import { say, sayCount } from '../shared/words.js';
import { fitCells } from './wall_fit.js';
import { element, isNew, mark, written } from './wall_parts.js';

/** What a field shows, newest last: {clusters: [{title, size}], notes: [...], size}; hidden notes are left out. */
export function fieldOf(state, area) {
  const clusters = state.clustersOf(area)
    .map((cluster) => ({ title: cluster.title, size: state.notesOf(cluster.id).filter((note) => !note.hidden).length }))
    .filter((cluster) => cluster.size > 0);
  const notes = state.looseNotesOf(area).filter((note) => !note.hidden);
  return { clusters, notes, size: notes.length + clusters.reduce((sum, cluster) => sum + cluster.size, 0) };
}

export function drawCanvas(holder, { board, cities }) {
  const closed = isPrivate(board);
  const fields = board.areasInOrder().map((area) => ({ area, closed, ...fieldOf(board, area.id) }));
  if (!isNew(holder, fields)) return;
  const canvas = element('div', 'wall-canvas', ...fields.map((field) => drawField(field, cities)));
  holder.replaceChildren(canvas);
  fitCells([...canvas.children], { most: 1.8, share: 0.2 });
}

function drawField({ area, clusters, notes, size, closed }, cities) {
  const made = putInPlace(element('section', 'wall-field wall-cell', written(area.title, { name: 'h2', className: 'wall-field-title' })), area.place);
  if (closed || !size) {
    if (area.hint) made.append(written(area.hint, { className: 'wall-field-hint wall-text' }));
    if (size) made.append(element('p', 'wall-field-size', sayCount('notes', size)));
    return made;
  }
  const lines = [
    ...clusters.map((cluster) => element('li', 'wall-field-cluster', element('bdi', '', cluster.title || say('untitled_cluster')), ' ', element('span', 'wall-field-number', String(cluster.size)))),
    ...notes.filter((note) => note.text !== null).map((note) => drawNote(note, cities)),
  ];
  made.append(element('ul', 'wall-list wall-field-notes', ...lines));
  return made;
}

function drawNote(note, cities) {
  const children = [note.city && cityBadge(note.city, cities), element('bdi', '', note.text), mark(note.simulated)].filter(Boolean);
  const line = element('li', 'wall-field-note wall-text', ...children.flatMap((child) => [child, ' ']));
  if (note.language) line.lang = note.language;
  return line;
}
