/** Leading a session: the running order against real time, keys, notes of two who write at once, who is missing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { leadingKey } from '../../static/js/live/lead_keys.js';
import { againstPlan, leftInBlock, wallTime } from '../../static/js/live/plan_clock.js';
import { Presence } from '../../static/js/live/presence.js';
import { SessionState } from '../../static/js/live/session_state.js';
import { Sound } from '../../static/js/live/sound.js';
import { Timer } from '../../static/js/live/timer.js';
import { together } from '../../static/js/live/together.js';

const MINUTE = 60_000;
const START = Date.UTC(2026, 2, 3, 14, 0);

/** A running session of three parts of 20, 30 and 10 minutes, at its second part since `began`. */
function running(began, { steps = [], index = 0, stepBegan = began, pin = null } = {}) {
  return new SessionState({
    session: { id: 7, status: 'running', step: 2, step_index: index, step_started_at: stepBegan },
    blocks: [
      { id: 1, position: 1, title: 'Welcome', minutes: 20, started_at: START, ended_at: began },
      { id: 2, position: 2, title: 'Challenges', minutes: 30, steps, started_at: began },
      { id: 3, position: 3, title: 'Closing', minutes: 10, started_at: null, starts_at: pin },
    ],
  });
}

const PLAN = { at: START, wall: '15:00' };

test('a session on its plan is neither behind nor ahead, and ends as planned', () => {
  const state = running(START + 20 * MINUTE);
  const told = againstPlan(state, PLAN, START + 30 * MINUTE);
  assert.equal(told.behind, 0);
  assert.equal(told.due.title, 'Challenges');
  assert.equal(told.endsAt, START + 60 * MINUTE);
});

test('a part that runs over pushes the end, minute by minute', () => {
  const state = running(START + 20 * MINUTE);
  const told = againstPlan(state, PLAN, START + 55 * MINUTE);
  assert.equal(told.behind, 5);
  assert.equal(told.due.title, 'Closing');
  assert.equal(told.endsAt, START + 65 * MINUTE);
});

test('who began a part early is ahead; a part that is pinned to an hour waits for it', () => {
  assert.equal(againstPlan(running(START + 10 * MINUTE), PLAN, START + 12 * MINUTE).behind, -10);
  assert.equal(againstPlan(running(START + 10 * MINUTE), PLAN, START + 12 * MINUTE).endsAt, START + 50 * MINUTE);
  assert.equal(againstPlan(running(START + 10 * MINUTE, { pin: '15:50' }), PLAN, START + 12 * MINUTE).endsAt, START + 60 * MINUTE);
});

test('where steps have minutes, what is left is theirs; an open one leaves it to the part', () => {
  const steps = [{ stage: 'write', minutes: 10 }, { stage: 'vote', minutes: 5 }];
  const began = START + 20 * MINUTE;
  assert.equal(leftInBlock(running(began, { steps, index: 1, stepBegan: began + 3 * MINUTE }), began + 4 * MINUTE), 4 * MINUTE);
  assert.equal(leftInBlock(running(began, { steps: [...steps, { stage: 'discuss', minutes: null }] }), began + 4 * MINUTE), 26 * MINUTE);
  assert.equal(leftInBlock(running(began, { steps, index: 1, stepBegan: began }), began + 40 * MINUTE), 0);
});

test('a session without a planned hour, or held at another time, is measured from its real beginning', () => {
  for (const plan of [null, { at: START - 24 * 60 * MINUTE, wall: '15:00' }]) {
    const told = againstPlan(running(START + 26 * MINUTE), plan, START + 27 * MINUTE);
    assert.equal(told.behind, 6);
    assert.equal(told.endsAt, START + 66 * MINUTE);
  }
  const planned = new SessionState({ session: { status: 'planned', step: null }, blocks: [] });
  assert.equal(againstPlan(planned, PLAN, START), null);
});

test('an hour is said in the zone that is asked for', () => {
  assert.equal(wallTime(START, 'Europe/Dublin', 'en'), '14:00');
  assert.equal(wallTime(START, 'America/Lima', 'en'), '09:00');
});

test('a clicker’s keys lead, and nothing that somebody types does', () => {
  const key = (name, more = {}) => leadingKey({ key: name, target: { closest: () => null }, ...more });
  assert.equal(key('PageDown'), 'next');
  assert.equal(key('PageUp'), 'back');
  assert.equal(key('Enter', { ctrlKey: true }), 'next');
  assert.equal(key('Enter', { metaKey: true }), 'next');
  for (const other of ['Enter', ' ', 'ArrowRight', 'n']) assert.equal(key(other), null);
  assert.equal(key('PageDown', { repeat: true }), null, 'a key that is held down is one press');
  assert.equal(key('PageDown', { shiftKey: true }), null);
  assert.equal(key('PageDown', { target: { closest: (what) => what.includes('textarea') } }), null);
});

test('lines of two who wrote at once stand together, each once', () => {
  assert.equal(together('', 'Mine', 'Theirs'), 'Theirs\nMine');
  assert.equal(together('Both', 'Both\nMine', 'Both\nTheirs'), 'Both\nTheirs\nMine');
  assert.equal(together('Both', 'Both', 'Both\nTheirs'), 'Both\nTheirs');
  assert.equal(together('Both', 'Both\nSame', 'Both\nSame'), 'Both\nSame');
});

test('a paused timer shows what is left and does not run', () => {
  const shown = { textContent: '' };
  const frame = { hidden: true, classList: { toggle() {}, remove() {} } };
  const timer = new Timer({ clock: { now: () => 0 }, frames: [frame], shows: [shown] });
  timer.show({ ends_at: null, seconds: 300, left: 125 });
  assert.equal(shown.textContent, '2:05');
  assert.equal(frame.hidden, false);
  timer.show({ ends_at: null, seconds: 300, left: null });
  assert.equal(frame.hidden, true);
  assert.equal(shown.textContent, '');
});

test('those who lead learn of the projector, and of its sound', () => {
  const presence = new Presence();
  assert.deepEqual(presence.projector, { count: 0, sound: false });
  presence.take({ came: [{ seat: 1, name: 'Ana', city: 'DUB' }] });
  presence.take({ projector: { count: 1, sound: true } });
  assert.deepEqual(presence.projector, { count: 1, sound: true });
  assert.equal(presence.size, 1);
});

test('a sound that nobody armed, or that a browser does not have, stays silent', async () => {
  const none = new Sound(() => { throw new Error('no sound here'); });
  await none.arm();
  assert.equal(none.ring(), false);
});
