/** The session's state, the server's clock, presence and the counting behind the heat-map. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { BoardState } from '../../static/js/boards/state.js';
import { boardFor } from '../../static/js/live/following.js';
import { counted, step } from '../../static/js/live/heat_map.js';
import { canGoBack, nextMove, placeOf } from '../../static/js/live/next_move.js';
import { Presence } from '../../static/js/live/presence.js';
import { adoptable, kindOf, proposedFor } from '../../static/js/live/proposed.js';
import { SessionState } from '../../static/js/live/session_state.js';
import { ServerClock, asClock } from '../../static/js/live/timer.js';

const SESSION = {
  session: { id: 7, title: 'Workshop A', status: 'running', step: 2, board: 12 },
  blocks: [{ id: 3, position: 3, title: 'Closing' }, { id: 1, position: 1, title: 'Welcome' }, { id: 2, position: 2, title: 'Challenges' }],
  timer: { ends_at: null, seconds: 0 },
  ready: { count: 2, of: 9 },
  hands: [],
  now: 1000,
  mine: { ready: true, hand: false },
};

test('the session knows its step, the next one, and none after the last', () => {
  const state = new SessionState(SESSION);
  assert.equal(state.step().title, 'Challenges');
  assert.equal(state.nextStep().title, 'Closing');
  state.merge({ put: { session: { step: 3 } } });
  assert.equal(state.nextStep(), null);
  assert.equal(state.session.title, 'Workshop A');
});

test('before the first step the next one is the first', () => {
  const state = new SessionState({ ...SESSION, session: { ...SESSION.session, step: null } });
  assert.equal(state.step(), null);
  assert.equal(state.nextStep().title, 'Welcome');
});

/** A session at a step of that stage, with two breakouts; `mine` is one's own. */
function inBreakouts(stage, mine) {
  const state = new SessionState({
    ...SESSION,
    session: { ...SESSION.session, step_index: 1 },
    blocks: [{ id: 2, position: 2, steps: [{ stage: 'write', minutes: 5 }, { stage, minutes: 10 }] }],
    mine: { breakout: mine },
  });
  state.breakouts = new Map([[5, { id: 5, board: 50 }], [6, { id: 6, board: null }]]);
  return state;
}

test('one follows the board of one’s breakout while breakouts are on, and the session’s otherwise', () => {
  assert.equal(boardFor(inBreakouts('breakouts', 5)), 50);
  assert.equal(boardFor(inBreakouts('breakouts', 6)), 12, 'a breakout without a board');
  assert.equal(boardFor(inBreakouts('breakouts', 9)), 12, 'a breakout that is not known');
  assert.equal(boardFor(inBreakouts('breakouts', null)), 12);
  const visiting = inBreakouts('breakouts', null);
  visiting.visiting = 5;
  assert.equal(boardFor(visiting), 50, 'somebody who leads looks at a group');
  assert.equal(boardFor(new SessionState(SESSION)), 12);
  assert.equal(boardFor(new SessionState()), null);
});

const STEPS = ['write', 'revealed', 'discuss'].map((stage) => ({ stage, minutes: null }));

/** What the main button offers at that step of a block with these steps, its board at `stage`. */
function goes(state, index, stage, steps = STEPS) {
  state.merge({ put: { session: { step_index: index }, blocks: [{ id: 2, position: 2, title: 'Challenges', board: 12, steps }] } });
  const { go, stage: to, step, skip } = nextMove(state, stage && { stage });
  return [go, to ?? step?.title ?? null, skip?.title ?? null];
}

test('the one main button goes through the steps of the block before it goes to the next one', () => {
  const state = new SessionState(SESSION);
  assert.deepEqual(goes(state, 0, 'write'), ['stage', 'revealed', 'Closing']);
  assert.deepEqual(goes(state, 1, 'revealed'), ['stage', 'discuss', 'Closing']);
  assert.deepEqual(goes(state, 2, 'discuss'), ['step', 'Closing', null]);
  assert.deepEqual(goes(state, 0, 'closed'), ['step', 'Closing', null], 'a board that was closed by hand is done');
  assert.deepEqual(goes(state, 0, null), ['stage', 'revealed', 'Closing'], 'also before its board is there');
  assert.deepEqual(placeOf(state), { block: 2, step: 0 });
});

test('a board whose block has no steps goes through the usual ones', () => {
  const state = new SessionState(SESSION);
  assert.deepEqual(goes(state, 0, 'write', []), ['stage', 'revealed', 'Closing']);
  assert.deepEqual(goes(state, 0, 'write_openly', []), ['stage', 'cluster', 'Closing']);
  assert.deepEqual(goes(state, 3, 'vote', null), ['stage', 'discuss', 'Closing']);
});

test('the main button begins and ends the session; back leads to the step or block before', () => {
  const state = new SessionState(SESSION);
  goes(state, 0, 'write');
  assert.equal(canGoBack(state), true);
  state.merge({ put: { session: { step: 1, step_index: 0 } } });
  assert.equal(canGoBack(state), false);
  state.merge({ put: { session: { step: 3, step_index: 0 } } });
  assert.equal(nextMove(state, null).go, 'end');
  state.merge({ put: { session: { status: 'planned' } } });
  assert.equal(nextMove(state, { stage: 'write' }).go, 'start');
  state.merge({ put: { session: { status: 'ended' } } });
  assert.equal(nextMove(state, { stage: 'closed' }).go, null);
});

test('a frame may bring some blocks, drop others, and one’s own marks', () => {
  const state = new SessionState(SESSION);
  state.merge({ put: { blocks: [{ id: 2, position: 2, title: 'Challenges, longer' }] }, drop: { blocks: [3] }, mine: { hand: true } });
  assert.deepEqual(state.blocksInOrder().map((block) => block.title), ['Welcome', 'Challenges, longer']);
  assert.deepEqual(state.mine, { ready: true, hand: true });
});

test('somebody who was here as a guest goes on at their own seat', () => {
  const state = new SessionState({ ...SESSION, people: [{ id: 5, name: 'Gil' }] });
  state.merge({ put: { people: [{ id: 8, name: 'Ana' }] }, drop: { people: [5] } });
  assert.deepEqual([...state.people.values()].map((person) => person.name), ['Ana']);
});

test('time is counted on the server’s clock, the fastest answer counting most', () => {
  const clock = new ServerClock();
  clock.learn(100_000, 40_000);
  clock.learn(100_100, 40_400);
  assert.equal(clock.now(50_000), 110_000);
  clock.learn(100_050, 40_020);
  assert.equal(clock.now(50_000), 110_030);
});

test('a clock that was set anew is believed', () => {
  const clock = new ServerClock();
  clock.learn(100_000, 40_000);
  clock.learn(100_000, 90_000);
  assert.equal(clock.now(90_000), 100_000);
});

test('minutes and seconds never go below zero', () => {
  assert.equal(asClock(65), '1:05');
  assert.equal(asClock(59.5), '1:00');
  assert.equal(asClock(300.1), '5:00');
  assert.equal(asClock(-3), '0:00');
});

test('presence counts people by city, then the server’s own counts', () => {
  const presence = new Presence();
  presence.take({ came: [{ seat: 1, city: 'DUB' }, { seat: 2, city: 'DUB' }, { seat: 3, city: null }] });
  presence.take({ came: [{ seat: 1, city: 'DUB' }], left: [3], typing: [1, 2] });
  assert.equal(presence.size, 2);
  assert.deepEqual(presence.byCity(), [['DUB', 2]]);
  assert.equal(presence.writing(1), 1);
  assert.equal(presence.writing(1, false), 0, 'nobody writes on a closed board');
  presence.take({ counts: { WAW: 40, DUB: 41 } });
  assert.equal(presence.size, 81);
  assert.deepEqual(presence.byCity(), [['DUB', 41], ['WAW', 40]]);
});

test('the heat-map counts clustered, visible notes by city, the largest clusters first', () => {
  const note = (id, city, cluster, more = {}) => ({ id, area: 1, position: id, text: 'x', city, cluster, ...more });
  const state = new BoardState({
    board: { id: 12 },
    areas: [{ id: 1, position: 1 }],
    clusters: [{ id: 1, area: 1, title: 'Food', position: 1 }, { id: 2, area: 1, title: 'Housing', position: 2 }],
    notes: [
      note(1, 'DUB', 2), note(2, 'DUB', 2), note(3, 'WAW', 2), note(4, 'WAW', 1),
      note(5, 'WAW', null), note(6, 'WAW', 1, { hidden: true }), note(7, null, 1), note(8, 'BIO', 99),
    ],
  });
  const map = counted(state);
  assert.deepEqual(map.columns.map((column) => [column.title, column.total]), [['Housing', 3], ['Food', 1]]);
  const none = [false, false];
  assert.deepEqual(map.rows, [{ city: 'DUB', counts: [2, 0], proposed: none }, { city: 'WAW', counts: [1, 1], proposed: none }]);
  assert.equal(map.most, 2);
  assert.equal(counted(state, 1).columns.length, 1);
  state.clusters.get(2).challenge = 7;
  assert.deepEqual(counted(state).columns.map((column) => column.challenge), [7, null]);
});

function adopted() {
  const note = (id, city, cluster, more = {}) => ({ id, area: 1, position: id, text: 'x', city, cluster, ...more });
  return new BoardState({
    board: { id: 12 },
    areas: [{ id: 1, position: 1 }],
    clusters: [
      { id: 1, area: 1, title: 'Food', position: 2, challenge: 7, answers: { WAW: true, BIO: false } },
      { id: 2, area: 1, title: 'Housing', position: 1, challenge: null },
      { id: 3, area: 1, title: 'Hunger', position: 3, challenge: 7 },
    ],
    notes: [
      note(1, 'DUB', 1), note(2, 'WAW', 1), note(3, 'BIO', 1), note(4, 'DUB', 2), note(5, 'DUB', 3), note(6, 'SFO', 3, { hidden: true }), note(7, null, 1),
    ],
  });
}

test('what a board proposes is hatched until the city answers, and gone where it declined', () => {
  const map = counted(adopted());
  const food = map.columns.findIndex((column) => column.title === 'Food');
  const cells = Object.fromEntries(map.rows.map((row) => [row.city, [row.counts[food], row.proposed[food]]]));
  assert.deepEqual(cells, { DUB: [1, true], WAW: [1, false] });
  const housing = map.columns.findIndex((column) => column.title === 'Housing');
  assert.equal(map.rows.some((row) => row.proposed[housing]), false);
});

test('a city is asked of each challenge once, and of nothing that hides its badge', () => {
  const state = adopted();
  assert.deepEqual(proposedFor('DUB', state, { 7: ['Food insecurity', 'en'] }), [{ cluster: 1, title: 'Food insecurity', language: 'en', notes: 2, simulated: false }]);
  for (const city of ['WAW', 'BIO', 'SFO']) assert.deepEqual(proposedFor(city, state), []);
  assert.deepEqual(adoptable(state).map(([id]) => id), [2]);
});

test('a challenge that only simulated people wrote of is told so', () => {
  const state = adopted();
  state.notes.get(1).simulated = true;
  assert.equal(proposedFor('DUB', state)[0].simulated, false);
  state.notes.get(5).simulated = true;
  assert.equal(proposedFor('DUB', state)[0].simulated, true);
});

test('a new challenge is of the kind that its area is for, in whatever language it was written', () => {
  const state = adopted();
  const kinds = { 'transversal challenges': 'transversal', 'retos transversales': 'transversal', 'social challenges': 'social' };
  const kind = (title) => {
    state.areas.get(1).title = title;
    assert.equal(adoptable(state, kinds)[0][3], kindOf({ area: 1 }, state, kinds));
    return kindOf({ area: 1 }, state, kinds);
  };
  assert.deepEqual(['Transversal challenges', ' Retos Transversales', 'Social challenges', 'Ideas'].map(kind), ['transversal', 'transversal', 'social', 'social']);
});

test('colour steps go from none to most and do not shout about single notes', () => {
  assert.deepEqual([0, 1, 2, 3, 4].map((count) => step(count, 4)), [0, 1, 2, 3, 4]);
  assert.equal(step(1, 1), 1);
  assert.equal(step(1, 40), 1);
  assert.equal(step(40, 40), 4);
});
