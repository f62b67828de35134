/** Answers of a self-assessment on their way: none is lost by a cut, a reload, or somebody else's answer. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ratingOutbox } from '../../static/js/pages/rating_outbox.js';
import { Kept } from '../../static/js/shared/kept.js';
import { WindowItems } from '../../static/js/shared/window_items.js';
import { browserStorage } from './storages.js';

function started({ answers, storage = browserStorage() }) {
  const sent = [];
  const told = [];
  const waits = [];
  let ids = 0;
  const outbox = ratingOutbox({
    items: new WindowItems({ kept: new Kept(() => storage), prefix: 'rating:1:', window: 'one', page: new EventTarget() }),
    async send(entry) {
      sent.push({ ...entry });
      const answer = answers.shift() ?? { ok: true, version: entry.seen + 1 };
      if (answer instanceof Error) throw answer;
      return answer;
    },
    tell: (statement, state) => told.push([statement, state]),
    wait: (pause, then) => { waits.push({ pause, then }); return () => {}; },
    newId: () => `operation-${(ids += 1)}`,
  });
  return { outbox, sent, told, waits, storage };
}

const settled = () => new Promise((done) => { setTimeout(done, 5); });

test('an answer is saved and forgotten here', async () => {
  const { outbox, told, storage } = started({ answers: [] });
  outbox.put(7, 4, '', 0);
  assert.equal(storage.length, 1);
  await settled();
  assert.deepEqual(told, [[7, 'waiting'], [7, 'saved']]);
  assert.equal(storage.length, 0);
});

test('without a connection it stays, and is sent again under the same operation id', async () => {
  const { outbox, sent, waits, told, storage } = started({ answers: [new Error('cut'), { ok: false, code: 'busy' }] });
  outbox.put(7, 4, 'Said', 2);
  await settled();
  assert.equal(storage.length, 1);
  waits.at(-1).then();
  await settled();
  assert.equal(waits.length, 2);
  assert.ok(waits[1].pause > waits[0].pause);
  waits.at(-1).then();
  await settled();
  assert.deepEqual(new Set(sent.map((entry) => entry.operation_id)), new Set(['operation-1']));
  assert.equal(sent.length, 3);
  assert.deepEqual(told.at(-1), [7, 'saved']);
});

test('it survives a reload, with its operation id', async () => {
  const first = started({ answers: [new Error('cut')] });
  first.outbox.put(7, null, 'We can’t say', 1);
  await settled();
  const second = started({ answers: [], storage: first.storage });
  const restored = second.outbox.restore();
  assert.deepEqual(restored, [{ operation_id: 'operation-1', statement: 7, rating: null, comment: 'We can’t say', seen: 1 }]);
  second.outbox.pump();
  await settled();
  assert.equal(second.sent[0].operation_id, 'operation-1');
  assert.equal(second.storage.length, 0);
});

test('what is changed while it is being sent is sent after it, on top of it', async () => {
  const { outbox, sent, told } = started({ answers: [] });
  outbox.put(7, 4, '', 0);
  outbox.put(7, 5, '', 0);
  await settled();
  assert.deepEqual(sent.map((entry) => [entry.rating, entry.seen]), [[4, 0], [5, 1]]);
  assert.deepEqual(told.at(-1), [7, 'saved']);
  assert.equal(outbox.pending(), 0);
});

test('a quarrel over one answer holds up no other, and is settled by hand', async () => {
  const { outbox, sent, told, storage } = started({ answers: [{ ok: false, code: 'conflict', message: 'Meanwhile' }] });
  outbox.put(7, 4, '', 0);
  outbox.put(8, 9, '', 0);
  await settled();
  assert.ok(told.some(([statement, state]) => statement === 7 && state === 'conflict'));
  assert.ok(told.some(([statement, state]) => statement === 8 && state === 'saved'));
  assert.equal(outbox.pending(), 1);
  assert.equal(storage.length, 1);
  outbox.put(7, 4, '', 3);
  await settled();
  assert.equal(sent.at(-1).seen, 3);
  assert.equal(outbox.pending(), 0);
  outbox.put(9, 1, '', 0);
  outbox.drop(9);
  assert.equal(storage.length, 0);
});
