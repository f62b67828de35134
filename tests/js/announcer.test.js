/** What screen readers are told: gathered, in few words, the newest of one thing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Announcer } from '../../static/js/boards/announcer.js';

function listening() {
  const told = [];
  const clock = { now: 0, due: null, call: null };
  const region = { set textContent(text) { told.push(`${clock.now}: ${text}`); } };
  const announcer = new Announcer(region, {
    now: () => clock.now,
    later: (call, after) => { Object.assign(clock, { call, due: clock.now + after }); },
    cancel: () => { clock.call = null; },
  });
  const pass = (milliseconds) => {
    clock.now += milliseconds;
    const { call, due } = clock;
    if (call && due <= clock.now) {
      clock.call = null;
      call();
    }
  };
  return { announcer, told, pass };
}

const notes = (count) => `${count} new notes`;

test('many notes become one sentence', () => {
  const { announcer, told, pass } = listening();
  for (let index = 0; index < 20; index += 1) {
    announcer.count('notes', 1, notes);
    pass(50);
  }
  pass(1_400);
  assert.deepEqual(told, []);
  pass(100);
  assert.deepEqual(told, ['2500: 20 new notes']);
});

test('a sentence does not wait for the counting, which goes along with it', () => {
  const { announcer, told, pass } = listening();
  announcer.count('notes', 3, notes);
  announcer.say('Time is up');
  pass(200);
  assert.deepEqual(told, ['200: Time is up. 3 new notes']);
  pass(5_000);
  assert.equal(told.length, 1);
});

test('of several stages only the last is told', () => {
  const { announcer, told, pass } = listening();
  announcer.say('Now at: Cluster', 'stage');
  announcer.say('Now at: Vote', 'stage');
  pass(200);
  assert.deepEqual(told, ['200: Now at: Vote']);
});
