/** Which notes of a large board are shown, and how that is counted. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Filter, plain } from '../../static/js/boards/filter.js';
import { BoardState } from '../../static/js/boards/state.js';

const board = () => new BoardState({
  board: { id: 1, stage: 'cluster' },
  clusters: [{ id: 1, area: 1, position: 1 }],
  notes: [
    { id: 1, area: 1, cluster: 1, city: 'DUB', author: 'Ana', text: 'Empty flats' },
    { id: 2, area: 1, cluster: null, city: 'TRN', author: 'José', text: 'Flats are missing' },
    { id: 3, area: 1, cluster: 9, city: 'TRN', author: 'Bo', text: 'No data' },
    { id: 4, area: 1, cluster: null, city: null, author: null, text: null },
  ],
  mine: { notes: [{ id: 3, text: null }] },
});

const shown = (filter, state) => filter.count(state).shown.map((note) => note.id);
const set = (state, values) => {
  const filter = new Filter();
  filter.set({ text: '', city: '', loose: false, ...values }, state);
  return filter;
};

test('without a filter everything is shown', () => {
  const filter = new Filter();
  const state = board();
  filter.clear(state);
  assert.equal(filter.isOn, false);
  assert.deepEqual(shown(filter, state), [1, 2, 3, 4]);
});

test('all words must stand in a note or its author’s name, in any case and without accents', () => {
  const state = board();
  assert.deepEqual(shown(set(state, { text: ' FLATS ' }), state), [1, 2]);
  assert.deepEqual(shown(set(state, { text: 'flats jose' }), state), [2]);
  assert.deepEqual(shown(set(state, { text: 'flats data' }), state), []);
  assert.equal(plain('Łódź, Ñandú'), 'łodz, nandu');
});

test('a city, and what is in no cluster that is there', () => {
  const state = board();
  assert.deepEqual(shown(set(state, { city: 'TRN' }), state), [2, 3]);
  assert.deepEqual(shown(set(state, { loose: true }), state), [2, 3, 4]);
  assert.deepEqual(shown(set(state, { city: 'TRN', text: 'flats', loose: true }), state), [2]);
});

test('what the facilitator shows to everybody is shown whatever the filter says', () => {
  const state = board();
  const filter = set(state, { city: 'DUB' });
  filter.also = 'note:2';
  assert.deepEqual(shown(filter, state), [1, 2]);
  assert.equal(filter.shows(state.notes.get(2), state), true);
});

test('what one writes after the filter was set is shown whatever it says, and counted apart', () => {
  const state = board();
  const filter = set(state, { city: 'DUB' });
  state.merge({ put: { notes: [{ id: 5, area: 1, city: 'TRN', text: 'Mine, new' }, { id: 6, area: 1, city: 'TRN', text: 'Somebody’s' }] }, mine: { notes: [{ id: 5, text: null }] } });
  const { shown: found, of, fresh } = filter.count(state);
  assert.deepEqual([found.map((note) => note.id), of, fresh], [[1, 5], 6, 1]);
  filter.set({ text: '', city: 'DUB', loose: false }, state);
  assert.deepEqual(shown(filter, state), [1], 'setting it again is a new wish');
});
