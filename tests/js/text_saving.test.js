/** Texts that save as they are typed: one on its way at a time, kept on the device, never over an unseen text. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { PAUSE, TextSaving } from '../../static/js/shared/text_saving.js';

const settle = async () => {
  for (let turn = 0; turn < 12; turn += 1) await Promise.resolve();
};

/** A server with one text, a device and a clock; `answers` are taken instead of the server's, null is no answer. */
function world({ text = '', revision = 0, left = null } = {}) {
  const self = {
    server: { text, language: 'en', revision, name: 'Ana' },
    known: new Map(),
    sent: [],
    lost: 0,
    silent: 0,
    left,
    due: null,
    states: [],
    ids: 0,
  };
  self.send = async ({ operation_id, ...said }) => {
    self.sent.push({ operation_id, ...said });
    if (self.silent > 0) {
      self.silent -= 1;
      throw new Error('no connection');
    }
    if (!self.known.has(operation_id)) {
      if (said.revision !== self.server.revision) return { ok: false, code: 'conflict', message: 'Meanwhile.' };
      self.server = { text: said.text, language: said.language, revision: said.revision + 1, name: 'Me' };
      self.known.set(operation_id, { ok: true, result: { revision: self.server.revision } });
    }
    if (self.lost > 0) {
      self.lost -= 1;
      throw new Error('the answer was lost');
    }
    return self.known.get(operation_id);
  };
  self.tick = async () => {
    const call = self.due?.call;
    self.due = null;
    call?.();
    await settle();
  };
  self.open = () => {
    self.saving = new TextSaving({
      base: { text: self.server.text, language: 'en', revision: self.server.revision },
      send: self.send,
      ask: async () => self.server,
      store: {
        load: () => JSON.parse(self.left),
        keep(value) {
          self.left = JSON.stringify(value);
          return true;
        },
        drop: () => { self.left = null; },
      },
      newId: () => `operation-${(self.ids += 1)}`,
      later: (milliseconds, call) => {
        self.due = { milliseconds, call };
        return () => { self.due = null; };
      },
      changed: ({ state }) => self.states.push(state),
    });
    return self.saving;
  };
  self.type = (said) => self.saving.edit({ text: said, language: 'en' });
  self.open();
  return self;
}

test('it saves after a pause, once, and forgets what it kept', async () => {
  const here = world();
  here.type('H');
  here.type('Here');
  assert.equal(here.due.milliseconds, PAUSE);
  assert.equal(JSON.parse(here.left).text.text, 'Here');
  await here.tick();
  assert.deepEqual(here.sent.map((one) => one.text), ['Here']);
  assert.equal(here.saving.state, 'saved');
  assert.equal(here.left, null);
});

test('what is typed while one is on its way follows from the new revision', async () => {
  const here = world();
  here.type('One');
  const first = here.saving.flush();
  here.type('One, two');
  await first;
  await here.tick();
  assert.deepEqual(here.sent.map((one) => [one.text, one.revision]), [['One', 0], ['One, two', 1]]);
  assert.equal(here.server.text, 'One, two');
});

test('a lost answer is asked for again under the same id, then comes what was typed since', async () => {
  const here = world();
  here.lost = 1;
  here.type('One');
  await here.tick();
  assert.equal(here.saving.state, 'waiting');
  here.type('One, two');
  await here.tick();
  await here.tick();
  assert.deepEqual(here.sent.map((one) => one.operation_id), ['operation-1', 'operation-1', 'operation-2']);
  assert.equal(here.server.text, 'One, two');
  assert.equal(here.server.revision, 2);
});

test('without a connection it is kept, waits longer each time, and outlives the page', async () => {
  const here = world();
  here.silent = 3;
  here.type('Offline');
  await here.tick();
  const first = here.due.milliseconds;
  await here.tick();
  assert.ok(here.due.milliseconds > first);
  here.silent = 0;
  here.open();
  assert.equal(here.saving.resume(), true);
  assert.equal(here.saving.text.text, 'Offline');
  await settle();
  assert.equal(here.server.text, 'Offline');
  assert.equal(here.left, null);
});

test('a text left on the device and long saved is not brought back', () => {
  const here = world({ text: 'Saved', revision: 3, left: JSON.stringify({ text: { text: 'Saved ', language: 'en' }, revision: 2, sending: null }) });
  assert.equal(here.saving.resume(), false);
  assert.equal(here.left, null);
});

test('one left on the device from an older revision meets the newer text', async () => {
  const here = world({ text: 'Theirs', revision: 3, left: JSON.stringify({ text: { text: 'Mine', language: 'en' }, revision: 2, sending: null }) });
  assert.equal(here.saving.resume(), true);
  await settle();
  assert.equal(here.saving.state, 'conflict');
  assert.equal(here.saving.theirs.text, 'Theirs');
  assert.equal(here.server.text, 'Theirs');
});

for (const [how, expected] of [['mine', 'Mine'], ['theirs', 'Theirs'], ['both', 'Theirs\n\nMine']]) {
  test(`a conflict settled by "${how}"`, async () => {
    const here = world({ text: 'Ours', revision: 1 });
    here.server = { text: 'Theirs', language: 'en', revision: 2, name: 'Ana' };
    here.type('Mine');
    await here.tick();
    assert.equal(here.saving.state, 'conflict');
    assert.equal(here.server.text, 'Theirs', 'nothing is written over unseen');
    here.type('Mine');
    assert.equal(here.due, null, 'typing on does not settle it');
    here.saving.resolve(how);
    await settle();
    assert.equal(here.server.text, expected);
    assert.equal(here.saving.state, 'saved');
  });
}

test('both saved the same: no conflict', async () => {
  const here = world({ text: 'Ours', revision: 1 });
  here.server = { text: 'Ours, too', language: 'en', revision: 2, name: 'Ana' };
  here.type('Ours, too ');
  await here.tick();
  assert.equal(here.saving.state, 'saved');
  assert.equal(here.saving.base.revision, 2);
});

test('a refusal keeps the text on the device and is tried again when it changes', async () => {
  const here = world();
  const { send } = here;
  here.saving = null;
  here.send = async () => ({ ok: false, code: 'not_allowed', message: 'Please sign in first.' });
  here.open();
  here.type('Signed out');
  await here.tick();
  assert.equal(here.saving.state, 'refused');
  assert.equal(here.saving.reason, 'Please sign in first.');
  assert.equal(JSON.parse(here.left).text.text, 'Signed out');
  here.send = send;
  here.open();
  here.saving.resume();
  await settle();
  assert.equal(here.server.text, 'Signed out');
});
