/** The outbox: order, resending under the same id, reload, refusals, what may be taken back. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Outbox, REFUSED, SAVED, WAITING } from '../../static/js/boards/outbox.js';
import { outboxStorage } from '../../static/js/boards/outbox_storage.js';
import { Kept } from '../../static/js/shared/kept.js';
import { newOperationId } from '../../static/js/shared/operation_id.js';
import { browserStorage } from './storages.js';

/** A server that answers when told to. */
function wire() {
  const sent = [];
  return {
    sent,
    send: (command) => new Promise((resolve, reject) => sent.push({ command, resolve, reject })),
  };
}

function clock(start = 1_000) {
  const timers = new Set();
  const self = {
    at: start,
    now: () => self.at,
    later(milliseconds, call) {
      const timer = { at: self.at + milliseconds, call };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async pass(milliseconds) {
      self.at += milliseconds;
      for (const timer of [...timers]) {
        if (timer.at <= self.at) {
          timers.delete(timer);
          timer.call();
        }
      }
      await settled();
    },
  };
  return self;
}

async function settled() {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
}

function made({ browser = browserStorage(), owner = '7:3', time = clock() } = {}) {
  const net = wire();
  const outbox = new Outbox({
    storage: outboxStorage(owner, new Kept(() => browser)), send: net.send, newId: () => newOperationId(), now: time.now, later: time.later,
  });
  return { outbox, sent: net.sent, browser, time };
}

const POST = { board: 12, area: 3, text: 'coração' };
const SAVED_ANSWER = { ok: true, subject: 'board:12', revision: 42, result: { note: 9 } };

test('operation ids are version 4 and differ', () => {
  const ids = new Set(Array.from({ length: 200 }, () => newOperationId()));
  assert.equal(ids.size, 200);
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('nothing is sent before there is a connection; then all in order, one at a time', async () => {
  const { outbox, sent } = made();
  outbox.put('note.post', { ...POST, text: 'one' });
  outbox.put('note.post', { ...POST, text: 'two' });
  assert.equal(sent.length, 0);
  outbox.online();
  assert.deepEqual(sent.map((each) => each.command.payload.text), ['one']);
  sent[0].resolve(SAVED_ANSWER);
  await settled();
  assert.deepEqual(sent.map((each) => each.command.payload.text), ['one', 'two']);
});

test('an acknowledged entry is saved, and forgotten once the board shows its revision', async () => {
  const { outbox, sent, browser } = made();
  outbox.online();
  const entry = outbox.put('note.post', POST);
  assert.equal(browser.length, 1);
  sent[0].resolve(SAVED_ANSWER);
  await settled();
  assert.equal(entry.state, SAVED);
  assert.equal(browser.length, 0);
  outbox.forgetSeen('board:12', 41);
  assert.equal(outbox.entries.length, 1);
  outbox.forgetSeen('board:13', 50);
  assert.equal(outbox.entries.length, 1);
  outbox.forgetSeen('board:12', 42);
  assert.equal(outbox.entries.length, 0);
});

test('after a cut the same operation goes again under the same id', async () => {
  const { outbox, sent } = made();
  outbox.online();
  const entry = outbox.put('note.post', POST);
  outbox.offline();
  sent[0].reject(new Error('cut'));
  await settled();
  assert.equal(entry.state, WAITING);
  outbox.online();
  assert.equal(sent.length, 2);
  assert.equal(sent[1].command.operation_id, sent[0].command.operation_id);
  assert.deepEqual(sent[1].command, sent[0].command);
});

test('after a reload what was not acknowledged is sent again, in order, with the same ids', async () => {
  const first = made();
  first.outbox.online();
  const one = first.outbox.put('note.post', { ...POST, text: 'one' });
  const two = first.outbox.put('note.post', { ...POST, text: 'two' });
  const second = made({ browser: first.browser });
  assert.deepEqual(second.outbox.entries.map((entry) => entry.operation_id), [one.operation_id, two.operation_id]);
  second.outbox.online();
  second.sent[0].resolve(SAVED_ANSWER);
  await settled();
  assert.deepEqual(second.sent.map((each) => each.command.operation_id), [one.operation_id, two.operation_id]);
  assert.deepEqual(second.sent[1].command.payload, two.payload);
});

test('another person’s outbox on the same device is left alone', () => {
  const first = made();
  first.outbox.put('note.post', POST);
  assert.equal(made({ browser: first.browser, owner: '7:4' }).outbox.entries.length, 0);
});

test('two windows of one person keep each other’s operations', () => {
  const browser = browserStorage();
  const one = made({ browser });
  const two = made({ browser });
  one.outbox.put('note.post', { ...POST, text: 'one' });
  two.outbox.put('note.post', { ...POST, text: 'two' });
  assert.equal(made({ browser }).outbox.entries.length, 2);
});

test('without an answer it waits longer each time, then goes again', async () => {
  const { outbox, sent, time } = made();
  outbox.online();
  outbox.put('note.post', POST);
  sent[0].reject(new Error('timeout'));
  await settled();
  assert.equal(sent.length, 1);
  await time.pass(1_000);
  assert.equal(sent.length, 2);
  sent[1].reject(new Error('timeout'));
  await settled();
  await time.pass(1_000);
  assert.equal(sent.length, 2);
  await time.pass(1_000);
  assert.equal(sent.length, 3);
});

test('busy is not a refusal: it waits as long as told and keeps the order', async () => {
  const { outbox, sent, time } = made();
  outbox.online();
  const entry = outbox.put('note.post', POST);
  outbox.put('note.post', { ...POST, text: 'later' });
  sent[0].resolve({ ok: false, code: 'busy', message: 'Slowly', retry_after: 2 });
  await settled();
  assert.equal(entry.state, WAITING);
  await time.pass(1_500);
  assert.equal(sent.length, 1);
  await time.pass(500);
  assert.equal(sent[1].command.operation_id, entry.operation_id);
});

test('a refusal keeps the text and the sentence, survives a reload, and lets the next one go', async () => {
  const { outbox, sent, browser } = made();
  outbox.online();
  const entry = outbox.put('note.post', POST);
  outbox.put('note.post', { ...POST, text: 'next' });
  sent[0].resolve({ ok: false, code: 'closed', message: 'The board is closed.' });
  await settled();
  assert.equal(entry.state, REFUSED);
  assert.equal(sent.length, 2);
  const reloaded = made({ browser }).outbox.entries.find((each) => each.state === REFUSED);
  assert.equal(reloaded.payload.text, 'coração');
  assert.equal(reloaded.answer.message, 'The board is closed.');
});

test('a conflict is a refusal like the others', async () => {
  const { outbox, sent } = made();
  outbox.online();
  const entry = outbox.put('note.edit', { note: 9, text: 'new' });
  sent[0].resolve({ ok: false, code: 'conflict', message: 'Somebody was faster.' });
  await settled();
  assert.equal(entry.state, REFUSED);
  assert.equal(entry.answer.code, 'conflict');
});

test('a refused entry tried again goes under the same id', async () => {
  const { outbox, sent } = made();
  outbox.online();
  const entry = outbox.put('note.post', POST);
  sent[0].resolve({ ok: false, code: 'closed', message: 'Closed.' });
  await settled();
  outbox.tryAgain(entry.operation_id);
  assert.equal(entry.state, WAITING);
  assert.equal(sent[1].command.operation_id, entry.operation_id);
});

test('a text taken back is in no storage any more; one that was sent can’t be taken back', async () => {
  const { outbox, sent, browser } = made();
  const unsent = outbox.put('note.post', POST);
  assert.equal(outbox.takeBack(unsent.operation_id), unsent);
  assert.equal(browser.length, 0);
  outbox.online();
  const underWay = outbox.put('note.post', POST);
  assert.equal(outbox.takeBack(underWay.operation_id), null);
  sent[0].resolve({ ok: false, code: 'invalid', message: 'No.' });
  await settled();
  assert.equal(outbox.takeBack(underWay.operation_id), underWay);
  assert.equal(browser.length, 0);
});

test('an answer that comes after the cut still counts, and nothing is sent twice at once', async () => {
  const { outbox, sent } = made();
  outbox.online();
  const entry = outbox.put('note.post', POST);
  outbox.offline();
  outbox.online();
  assert.equal(sent.length, 2);
  sent[0].resolve(SAVED_ANSWER);
  await settled();
  assert.equal(entry.state, SAVED);
  sent[1].resolve(SAVED_ANSWER);
  await settled();
  assert.equal(outbox.entries.length, 1);
  assert.equal(sent.length, 2);
});

test('what steers the room is given up rather than sent late', async () => {
  const { outbox, sent, time } = made();
  const entry = outbox.put('board.stage', { board: 12, stage: 'vote' }, { lifetime: 10_000 });
  await time.pass(10_001);
  outbox.online();
  assert.equal(sent.length, 0);
  assert.equal(entry.state, REFUSED);
  assert.equal(entry.answer.code, 'not_sent');
});
