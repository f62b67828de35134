/**
 * A canvas on the wall: its fields where they lie, in each its question and as many of its notes as fit.
 *
 * Before the reveal a field says how many notes it has. What does not fit is counted, never cut in the middle.
 */

import { putInPlace } from '../boards/places.js';
import { isPrivate } from '../boards/state.js';
import { cityBadge } from '../shared/city_badge.js';
import { simulatedMark } from '../shared/simulated_mark.js';
import { say, sayCount } from '../shared/words.js';

function element(name, className, ...children) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
}

/** What a field shows, newest last: {clusters: [{title, size}], notes: [...], size}; hidden notes are left out. */
export function fieldOf(state, area) {
  const clusters = state.clustersOf(area)
    .map((cluster) => ({ title: cluster.title, size: state.notesOf(cluster.id).filter((note) => !note.hidden).length }))
    .filter((cluster) => cluster.size > 0);
  const notes = state.looseNotesOf(area).filter((note) => !note.hidden);
  return { clusters, notes, size: notes.length + clusters.reduce((sum, cluster) => sum + cluster.size, 0) };
}

export class WallCanvas {
  constructor({ holder, more, cities }) {
    Object.assign(this, { holder, more, cities });
  }

  draw(state) {
    this.more.textContent = '';
    const writing = isPrivate(state);
    this.holder.replaceChildren(...state.areasInOrder().map((area) => this.#field(area, fieldOf(state, area.id), writing)));
    if (!writing) for (const field of this.holder.children) cut(field);
  }

  #field(area, { clusters, notes, size }, writing) {
    const made = putInPlace(element('section', 'wall-field', element('h2', 'wall-field-title', area.title)), area.place);
    if (area.hint) made.append(element('p', 'wall-field-hint', area.hint));
    if (writing || !size) {
      if (size) made.append(element('p', 'wall-field-size', sayCount('notes', size)));
      return made;
    }
    const lines = [
      ...clusters.map((cluster) => element('li', 'wall-field-cluster', element('bdi', '', cluster.title || say('untitled_cluster')), ' ', element('span', 'wall-field-number', String(cluster.size)))),
      ...notes.filter((note) => note.text !== null).map((note) => this.#note(note)),
    ];
    made.append(element('ul', 'wall-field-notes', ...lines), element('p', 'wall-field-more'));
    return made;
  }

  #note(note) {
    const line = element('li', 'wall-field-note', ...(note.city ? [cityBadge(note.city, this.cities), ' '] : []), element('bdi', '', note.text));
    if (note.language) line.lang = note.language;
    if (note.simulated) line.append(' ', simulatedMark());
    return line;
  }
}

/** Leaves out the lines of a field that would be cut off, and says how many. */
function cut(field) {
  const list = field.querySelector('ul');
  if (!list) return;
  const bottom = list.getBoundingClientRect().bottom;
  let outside = 0;
  for (const line of list.children) {
    const out = outside > 0 || line.getBoundingClientRect().bottom > bottom + 1;
    line.classList.toggle('wall-field-note--out', out);
    if (out) outside += 1;
  }
  field.querySelector('.wall-field-more').textContent = outside ? sayCount('more', outside) : '';
}
