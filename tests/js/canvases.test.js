import assert from 'node:assert/strict';
import test from 'node:test';

import { CanvasState, canvasesOf, moved, whatIsOpen, withPending } from '../../static/js/solutions/canvas_state.js';
import { besideOf } from '../../static/js/solutions/tabs.js';
import { lastWords } from '../../static/js/solutions/typed_field.js';

const row = (id, more = {}) => ({ id, position: id, text: `Prerequisite ${id}`, kind: '', answer: '', owner: '', due: '', ...more });

function state(rows, scope = '') {
  return new CanvasState({ board: { id: 1 }, canvas: { id: 7, scope }, prerequisites: rows });
}

test('snapshot and frames are folded', () => {
  const canvas = state([row(1), row(2)]);
  canvas.merge({ put: { prerequisites: [row(2, { answer: 'have' }), row(3, { position: 1.5 })], canvas: { id: 7, scope: 'part' } }, drop: { prerequisites: [1] } });
  assert.deepEqual(canvas.prerequisitesInOrder().map(({ id, answer }) => [id, answer]), [[3, ''], [2, 'have']]);
  assert.equal(canvas.canvas.scope, 'part');
  canvas.merge({ put: { notes: [{ id: 4, area: 1, position: 1 }] } });
  assert.equal(canvas.notes.size, 1);
  assert.equal(canvas.prerequisites.size, 2);
});

test('only what is non-negotiable, missing and nobody’s holds a plan up', () => {
  const missing = { kind: 'non_negotiable', answer: 'missing' };
  const canvas = state([row(1, missing), row(2, { ...missing, owner: 'Law department' }), row(3, { kind: 'to_adapt', answer: 'missing' }), row(4)]);
  assert.deepEqual(whatIsOpen(canvas), { heldUp: ['Prerequisite 1'], unanswered: 1, unsaid: true, empty: [] });
  assert.deepEqual(whatIsOpen(state([], 'whole')), { heldUp: [], unanswered: 0, unsaid: false, empty: [] });
});

test('fields in which nobody wrote are named, hidden notes count for nothing', () => {
  const canvas = state([], 'whole');
  canvas.merge({ put: { canvas: { ...canvas.canvas, fields: { reasons: 1, steps: 2, feedback: 3 } } } });
  assert.deepEqual(whatIsOpen(canvas).empty, ['reasons', 'steps', 'feedback']);
  canvas.merge({ put: { notes: [{ id: 4, area: 1, position: 1 }, { id: 5, area: 2, position: 1, hidden: true }] } });
  assert.deepEqual(whatIsOpen(canvas).empty, ['steps', 'feedback']);
});

test('beside the canvas that is turned to stays the one before', () => {
  assert.equal(besideOf(1, null, null, [2, 3]), 2);
  assert.equal(besideOf(3, 1, 2, [1, 2]), 1);
  assert.equal(besideOf(3, 3, 1, [1, 2]), 1);
  assert.equal(besideOf(3, null, null, [1, 2]), 1);
  assert.equal(besideOf(1, null, null, []), null);
});

test('one place up, one place down', () => {
  const canvas = state([row(1), row(2), row(3)]);
  assert.equal(moved(canvas, 1, true), null);
  assert.deepEqual(moved(canvas, 3, true), { before: 2 });
  assert.deepEqual(moved(canvas, 1, false), { before: 3 });
  assert.deepEqual(moved(canvas, 2, false), { before: null });
  assert.equal(moved(canvas, 3, false), null);
});

test('what is under way is laid over what the server has', () => {
  const entry = (payload, more = {}) => ({ name: 'prerequisite.answer', state: 'waiting', payload: { prerequisite: 1, ...payload }, ...more });
  const { row: shown, waiting } = withPending(row(1, { owner: 'Before', due: '2027-01-01' }), [
    entry({ answer: 'have', was: 'Before' }), entry({ due: null }), entry({ owner: 'Refused' }, { state: 'refused' }), entry({ prerequisite: 2, owner: 'Another' }),
  ]);
  assert.deepEqual([shown.answer, shown.owner, shown.due, waiting], ['have', 'Before', '', true]);
  assert.equal('was' in shown, false, 'what a writer began from is no field of the row');
  assert.equal(withPending(row(1), []).waiting, false);
});

test('which canvases came and went', () => {
  assert.deepEqual(canvasesOf({ canvases: [4, 6] }, [4, 5]), { fresh: [6], gone: [5] });
  assert.deepEqual(canvasesOf(null, []), { fresh: [], gone: [] });
});

test('what was typed after refused words belongs to them', () => {
  const entry = (id, text, more = {}) => ({ operation_id: id, name: 'canvas.scope', at: Number(id), attempts: 0, state: 'waiting', payload: { canvas: 7, text }, ...more });
  const first = entry('1', 'The homes', { state: 'refused' });
  const sent = entry('2', 'The homes on', { attempts: 1 });
  const later = [entry('3', 'The homes on the square'), entry('4', 'Another', { payload: { canvas: 8, text: 'Another' } })];
  const taken = [];
  const outbox = {
    entries: [first, sent, ...later],
    takeBack: (id) => (id === '2' ? null : taken.push(id)),
  };
  const same = (payload) => (payload.canvas === 7 ? payload.text : undefined);
  assert.equal(lastWords(first, { outbox, same }), 'The homes on the square');
  assert.deepEqual(taken, ['3'], 'what is on its way already is answered by itself');
});
