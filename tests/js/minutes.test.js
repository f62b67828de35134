/** Minutes in the browser: texts by their paths, the saving of what is typed, and what has to be drawn anew. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { Outbox, REFUSED, WAITING } from '../../static/js/boards/outbox.js';
import { LeafSaving } from '../../static/js/minutes/leaf_saving.js';
import { plain, runsAt } from '../../static/js/minutes/leaf_text.js';
import { MinutesState } from '../../static/js/minutes/minutes_state.js';

const LIST = {
  type: 'bullets',
  items: [{ content: [{ text: 'One' }], below: { type: 'numbers', items: [{ content: [{ text: 'Below' }] }] } }],
};
const TABLE = { type: 'table', caption: 'Who', header: [[{ text: 'City' }]], rows: [[[{ text: 'Turin' }]]] };
const FACTS = { type: 'facts', rows: [{ label: 'Date', value: [{ text: 'Tuesday' }] }] };

test('texts are found by the paths that the server knows', () => {
  const said = (block, path) => plain(runsAt(block, path));
  assert.equal(said({ type: 'heading', level: 1, text: 'Agenda' }, 'text'), 'Agenda');
  assert.equal(said(LIST, 'items/0'), 'One');
  assert.equal(said(LIST, 'items/0/0'), 'Below');
  assert.equal(said(TABLE, 'caption') + said(TABLE, 'header/0') + said(TABLE, 'rows/0/0'), 'WhoCityTurin');
  assert.equal(said(FACTS, 'rows/0/label') + said(FACTS, 'rows/0/value'), 'DateTuesday');
  assert.equal(said({ type: 'callout', kind: 'decision', blocks: [LIST] }, 'blocks/0/items/0'), 'One');
  assert.equal(runsAt(LIST, 'items/4'), null);
});

function harness() {
  const sent = [];
  let number = 0;
  const outbox = new Outbox({
    storage: { load: () => [], put() {}, remove() {} },
    send: (command) => new Promise((answer) => sent.push({ ...command, answer })),
    newId: () => `operation-${(number += 1)}`,
    later: () => () => {},
  });
  const saving = new LeafSaving({ outbox, later: (ms, call) => { saving.pause = call; return () => {}; } });
  return { outbox, saving, sent };
}

const TEXT = [5, 'text'];
const settled = () => new Promise((resolve) => { setTimeout(resolve); });

test('each pause sends what was typed, from the words that were sent before', async () => {
  const { outbox, saving, sent } = harness();
  outbox.online();
  saving.begin(...TEXT, 'We agreed.');
  saving.type(...TEXT, 'We agreed. Turin');
  saving.pause();
  saving.type(...TEXT, 'We agreed. Turin pays.');
  saving.end(...TEXT);
  assert.equal(saving.stateOf(...TEXT), WAITING);
  sent[0].answer({ ok: true, subject: 'minutes:1', revision: 2, result: {} });
  await settled();
  assert.deepEqual(sent.map(({ payload }) => [payload.was, payload.text]), [
    ['We agreed.', 'We agreed. Turin'],
    ['We agreed. Turin', 'We agreed. Turin pays.'],
  ]);
  assert.equal(saving.isAhead(...TEXT), true, 'until the copy shows it');
  outbox.forgetSeen('minutes:1', 2);
});

test('without a connection one operation stands for all that was typed', () => {
  const { outbox, saving } = harness();
  saving.begin(...TEXT, 'A');
  for (const text of ['AB', 'ABC', 'ABCD']) {
    saving.type(...TEXT, text);
    saving.send(...TEXT);
  }
  assert.deepEqual(outbox.waiting().map(({ payload }) => [payload.was, payload.text]), [['A', 'ABCD']]);
});

test('a conflict takes along whatever was typed after it', async () => {
  const { outbox, saving, sent } = harness();
  outbox.online();
  saving.begin(...TEXT, 'March');
  saving.type(...TEXT, 'April');
  saving.send(...TEXT);
  saving.type(...TEXT, 'April or so');
  saving.send(...TEXT);
  saving.type(...TEXT, 'April or so, then');
  sent[0].answer({ ok: false, code: 'conflict', message: '' });
  await settled();
  const entry = outbox.entries.find(({ state }) => state === REFUSED);
  assert.equal(saving.refused(entry).text, 'April or so, then');
  assert.equal(saving.stateOf(...TEXT), REFUSED);
});

test('only words may change without the page being made anew', () => {
  const row = { id: 1, position: 1, block: { type: 'paragraph', content: [{ text: 'A' }] }, fresh: null };
  const state = new MinutesState({ minutes: { status: 'draft' }, blocks: [row] });
  const before = state.shape();
  state.merge({ put: { blocks: [{ ...row, block: { type: 'paragraph', content: [{ text: 'A' }, { text: 'B', marks: ['strong'] }] } }] } });
  assert.equal(state.shape(), before);
  state.merge({ put: { blocks: [{ ...row, block: LIST }] } });
  assert.notEqual(state.shape(), before);
});

test('a point left out, or another picture, is drawn anew', () => {
  const row = { id: 1, position: 1, block: LIST, points_left_out: [] };
  const state = new MinutesState({ blocks: [row] });
  const before = state.shape();
  state.merge({ put: { blocks: [{ ...row, points_left_out: ['items/0'] }] } });
  assert.notEqual(state.shape(), before);
  const picture = { type: 'figure', svg: '<svg>A</svg>', alt: 'A' };
  const drawn = ['A', 'B'].map((word) => new MinutesState({ blocks: [{ ...row, block: { ...picture, svg: `<svg>${word}</svg>` } }] }).shape());
  assert.notEqual(drawn[0], drawn[1]);
});
