/** Records by the parts of a session, and whether a scribe's speaker is somebody who is there. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isNamed, partsOf } from '../../static/js/live/record_parts.js';
import { SessionState } from '../../static/js/live/session_state.js';

const record = (id, block, text = 'Said') => ({ id, block, text, revision: id });
const state = () => new SessionState({
  session: { id: 7, status: 'running', step: 2 },
  blocks: [{ id: 3, position: 3, title: 'Closing' }, { id: 1, position: 1, title: 'Welcome' }, { id: 2, position: 2, title: 'Challenges' }],
  records: [record(1, 1), record(2, 2), record(3, 2), record(4, null), record(5, 99)],
});
const seen = (parts) => parts.map(({ block, now, rows }) => [block?.title ?? null, now, rows.map((row) => row.id)]);

test('the present part stands first, then the others in their order, last what is of no part that is left', () => {
  assert.deepEqual(seen(partsOf(state())), [['Challenges', true, [3, 2]], ['Welcome', false, [1]], [null, false, [5, 4]]]);
});

test('a record moves with a correction and goes when it is taken back', () => {
  const room = state();
  room.merge({ put: { records: [record(2, 3)] }, drop: { records: [1, 4, 5] } });
  assert.deepEqual(seen(partsOf(room)), [['Challenges', true, [3]], ['Closing', false, [2]]]);
});

test('what is not saved yet stands in its part', () => {
  const entry = (block) => ({ payload: { block, text: 'On its way' } });
  const parts = partsOf(state(), [entry(3), entry(3), entry(null)]);
  assert.deepEqual(parts.map(({ block, waiting }) => [block?.id ?? null, waiting.length]), [[2, 0], [1, 0], [3, 2], [null, 1]]);
});

test('a name is known by the same words, or some of them, without accents', () => {
  const people = ['Ana López', 'Gil (TRN)'];
  for (const name of ['ana lopez', 'Ana', '', 'Gil (TRN)', 'Gil', 'Ana López Ruiz']) assert.ok(isNamed(name, people), name);
  for (const name of ['Zed', 'Anabel', 'López Zed']) assert.ok(!isNamed(name, people), name);
});
