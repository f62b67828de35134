/** The projector: which picture the hall sees, and what each of them says. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

/** As much of a page as modules ask for while they are loaded. */
globalThis.document = {
  querySelectorAll: () => [],
  documentElement: { lang: 'en' },
  getElementById: (id) => (id === 'room-data' ? { textContent: '{"session": {}, "room": {}}' } : null),
};

const { BoardState } = await import('../../static/js/boards/state.js');
const { Presence } = await import('../../static/js/live/presence.js');
const { SessionState } = await import('../../static/js/live/session_state.js');
const { goesOn, wallTime } = await import('../../static/js/live/wall_break.js');
const { groupsOf, reportsOf, roundOf } = await import('../../static/js/live/wall_breakouts.js');
const { cardsOf } = await import('../../static/js/live/wall_cards.js');
const { gridFor } = await import('../../static/js/live/wall_grid.js');
const { heatOf } = await import('../../static/js/live/wall_heat.js');
const { arrivals, hereByCity } = await import('../../static/js/live/wall_lobby.js');
const { barsOf, pollOf, wordsOf } = await import('../../static/js/live/wall_polls.js');
const { byVotes } = await import('../../static/js/live/wall_results.js');
const { headingOf, lastRecord, mayJoin, pictureOf, turnsOf } = await import('../../static/js/live/wall_state.js');
const { WallTimer, timeLeft } = await import('../../static/js/live/wall_timer.js');
const { votingOf } = await import('../../static/js/live/wall_voting.js');
const { writtenSoFar } = await import('../../static/js/live/wall_writing.js');

function at({ status = 'running', stage = null, method = '', block = {}, ...more } = {}) {
  const steps = stage ? [{ stage, minutes: 5 }] : [];
  return new SessionState({
    session: { id: 7, title: 'Workshop', status, step: 1, step_index: 0, board: null, rehearsal: false, ...more.session },
    blocks: [{ id: 1, position: 1, title: 'Part', question: 'Why?', method, minutes: 15, steps, ...block }, { id: 2, position: 2, title: 'After' }],
    ready: { count: 0, of: 9 },
    ...more,
    ...(more.session ? { session: { id: 7, status, step: 1, step_index: 0, ...more.session } } : {}),
  });
}

function board(stage, { notes = [], clusters = [], votes, ...row } = {}) {
  return new BoardState({ board: { id: 12, title: 'Board', question: 'What?', stage, layout: 'columns', focus: null, ...row }, notes, clusters, votes });
}

/** The same session with a round in which Ana speaks, and one of another part. */
function withTurns(session) {
  const turn = (id, block, status) => [id, { id, block, position: 9 - id, status, name: `P${id}`, city: null }];
  session.turns = new Map([turn(1, 1, 'waiting'), turn(2, 1, 'speaking'), turn(3, 1, 'spoken'), turn(4, 2, 'speaking'), turn(5, 1, 'passed')]);
  return session;
}

const SHOWN = { shown: true, counts: { 'cluster:1': 2, 'note:5': 3, 'note:9': 4 }, cast: 9, voters: 3 };
const HIDDEN = { shown: false, counts: {}, cast: 9, voters: 3 };
const NOTES = [
  { id: 5, text: 'in the first', city: 'DUB', cluster: 1 },
  { id: 6, text: 'in the second', city: 'TRN', cluster: 2 },
  { id: 7, text: 'also there', city: 'DUB', cluster: 2, simulated: true },
  { id: 8, text: 'hidden', city: 'TRN', cluster: 2, hidden: true },
  { id: 9, text: 'loose', city: 'GDN', cluster: null },
  { id: 10, text: 'loose, without votes', city: null, cluster: null },
];
const CLUSTERS = [{ id: 1, title: 'One', position: 2 }, { id: 2, title: 'Two', position: 1 }];
const sorted = (stage, votes, row = {}) => board(stage, { notes: NOTES, clusters: CLUSTERS, votes, ...row });

test('each moment of a session has its picture', () => {
  const cases = [
    ['lobby', at({ status: 'planned' }), null],
    ['lobby', at({ session: { step: null } }), null],
    ['text', at(), null],
    ['turns', withTurns(at()), null],
    ['break', at({ method: 'break' }), null],
    ['breakouts', at({ stage: 'breakouts' }), board('revealed')],
    ['report_back', at({ stage: 'report_back' }), null],
    ['polls', at({ stage: 'ask' }), null],
    ['polls', at({ stage: 'results' }), null],
    ['writing', at({ stage: 'write' }), board('write')],
    ['writing', at({ stage: 'write' }), board('closed', { notes: [{ id: 1, text: null, city: 'DUB' }] })],
    ['text', at({ stage: 'write_openly' }), board('write_openly')],
    ['text', at({ stage: 'write_openly' }), board('write_openly', { notes: [NOTES[3]] })],
    ['cards', at({ stage: 'write_openly' }), board('write_openly', { notes: NOTES })],
    ['cards', at({ stage: 'revealed' }), sorted('revealed', HIDDEN)],
    ['cards', at({ stage: 'cluster' }), sorted('cluster', SHOWN)],
    ['voting', at({ stage: 'vote' }), sorted('vote', HIDDEN)],
    ['results', at({ stage: 'vote' }), sorted('vote', SHOWN)],
    ['cards', at({ stage: 'discuss' }), sorted('discuss', HIDDEN)],
    ['cards', at({ stage: 'discuss' }), sorted('discuss', { shown: true, counts: {}, cast: 0 })],
    ['results', at({ stage: 'discuss' }), sorted('discuss', SHOWN)],
    ['canvas', at({ stage: 'write' }), board('write', { layout: 'canvas' })],
    ['results', at({ stage: 'discuss' }), sorted('discuss', SHOWN, { layout: 'canvas' })],
    ['heat', at({ stage: 'cluster' }), sorted('cluster', HIDDEN, { focus: 'heat' })],
    ['end', at({ status: 'ended' }), sorted('discuss', SHOWN)],
  ];
  for (const [picture, session, state] of cases) assert.equal(pictureOf(session, state), picture, `${session.stage()} ${state?.board.stage}`);
  assert.equal(pictureOf(at({ stage: 'vote' }), sorted('vote', HIDDEN), true), 'focus');
  assert.equal(pictureOf(at({ status: 'ended' }), sorted('vote', HIDDEN), true), 'end', 'nothing is shown after the end');
});

test('the heading is the question of what the hall looks at', () => {
  assert.equal(headingOf('text', at(), null, 'Workshop'), 'Why?');
  assert.equal(headingOf('cards', at(), board('revealed'), 'Workshop'), 'What?');
  assert.equal(headingOf('breakouts', at(), board('revealed'), 'Workshop'), 'Why?');
  assert.equal(headingOf('break', at(), null, 'Workshop'), 'Part');
  assert.equal(headingOf('lobby', at(), null, 'Workshop'), 'Workshop');
});

test('a round shows who speaks and who comes next, of this part alone', () => {
  const { speaking, next } = turnsOf(withTurns(at()));
  assert.equal(speaking.id, 2);
  assert.deepEqual(next.map(({ id }) => id), [5, 1]);
  assert.deepEqual(turnsOf(at()), { speaking: null, next: [] });
});

test('a code is shown only where somebody can come in by it', () => {
  assert.equal(mayJoin(at()), true);
  assert.equal(mayJoin(at({ status: 'planned' }), { until: 10, now: 9 }), true);
  assert.equal(mayJoin(at(), { until: 10, now: 10 }), false, 'it has run out');
  assert.equal(mayJoin(at({ status: 'ended' })), false);
  assert.equal(mayJoin(at({ session: { rehearsal: true } })), false);
});

test('the foot of the wall has the last decision, else the last point', () => {
  const row = (id, kind) => ({ id, kind, text: `${kind} ${id}` });
  assert.equal(lastRecord(at({ records: [row(1, 'decision'), row(2, 'decision'), row(3, 'point'), row(4, 'quote')] })).id, 2);
  assert.equal(lastRecord(at({ records: [row(3, 'point'), row(4, 'quote')] })).id, 3);
  assert.equal(lastRecord(at({ records: [row(4, 'quote')] })), null);
});

test('cells fill the surface, with few gaps; what is beyond is counted', () => {
  const at16 = (count, options) => { const { columns, rows, more } = gridFor(count, { ratio: 2.24, ...options }); return [columns, rows, more]; };
  assert.deepEqual(at16(1), [1, 1, 0]);
  assert.deepEqual(at16(3), [3, 1, 0]);
  assert.deepEqual(at16(9), [3, 3, 0]);
  assert.deepEqual(at16(60, { most: 12 }), [4, 3, 48]);
  assert.deepEqual(at16(0), [1, 1, 0]);
  for (let count = 1; count <= 40; count += 1) {
    const { columns, rows, shown } = gridFor(count);
    assert.ok(columns * rows >= shown && (columns - 1) * rows < shown, `${count} in ${columns} x ${rows}`);
  }
});

test('the lobby shows the cities that are expected, who has come, and nobody twice', () => {
  const presence = new Presence();
  presence.take({ came: [{ seat: 1, city: 'DUB' }, { seat: 2, city: 'DUB' }, { seat: 3, city: null }, { seat: 4, city: 'ZAG' }] });
  assert.deepEqual(arrivals(hereByCity(presence, 3), ['DUB', 'TRN']), { total: 3, cities: [['DUB', 2], ['TRN', 0], ['ZAG', 1]], others: 0 });
  assert.equal(arrivals(hereByCity(presence, null), []).others, 1);
  presence.take({ counts: { DUB: 70, '': 4 } });
  assert.deepEqual(arrivals(hereByCity(presence, 3), ['DUB']), { total: 74, cities: [['DUB', 70]], others: 4 });
  presence.reset();
  assert.equal(arrivals(hereByCity(presence, 3), ['DUB'], 12).total, 12, 'where nobody is told who is here, how many came');
});

test('while people write, notes are counted by city, hidden ones not; without cities there is a sum alone', () => {
  const state = board('write', { notes: [{ id: 1, text: null, city: 'TRN' }, { id: 2, text: null, city: 'DUB' }, { id: 3, text: null, city: null }, { id: 4, text: null, city: 'DUB', hidden: true }] });
  assert.deepEqual(writtenSoFar(state), { total: 3, cities: [['DUB', 1], ['TRN', 1], ['', 1]] });
  assert.deepEqual(writtenSoFar(board('write', { notes: [{ id: 1, text: null, city: null }] })), { total: 1, cities: [] });
});

test('cards are clusters by size, then the newest notes; what is hidden is not there', () => {
  assert.deepEqual(cardsOf(sorted('cluster', HIDDEN)).map(({ text, size, cities }) => [text, size, cities.join()]), [
    ['Two', 2, 'DUB,TRN'], ['One', 1, 'DUB'], ['loose, without votes', 1, ''], ['loose', 1, 'GDN'],
  ]);
});

test('while people vote the hall learns how many have, and nothing of what has how many', () => {
  const model = votingOf(sorted('vote', HIDDEN), { count: 0, of: 9 });
  assert.deepEqual([model.voters, model.of, model.cast], [3, 9, 9]);
  assert.deepEqual(model.on.map(({ text }) => text), ['Two', 'One', 'loose', 'loose, without votes'], 'as they lie on the board');
  const clusters = votingOf(sorted('vote', HIDDEN, { settings: { vote_on: 'clusters' } }), { of: 9 });
  assert.deepEqual(clusters.on.map(({ text }) => text), ['Two', 'One'], 'what nobody can vote on is not there');
  assert.equal(votingOf(sorted('vote', { ...HIDDEN, voters: 12 }), { of: 9 }).of, 12);
});

test('results stand by votes; a cluster has those of its notes too; loose notes without a vote are left out', () => {
  assert.deepEqual(byVotes(sorted('discuss', SHOWN)).map(({ text, votes }) => [text, votes]), [['One', 5], ['loose', 4], ['Two', 0]]);
});

test('a heat-map that is asked for has the cities that wrote most', () => {
  const { map, more } = heatOf(sorted('cluster', HIDDEN, { focus: 'heat' }), 1);
  assert.deepEqual(map.rows.map(({ city }) => city), ['DUB']);
  assert.equal(more, 1);
});

test('a break goes on when its timer says so, else by its plan; a paused timer says nothing', () => {
  assert.equal(goesOn(at({ timer: { ends_at: 5_000, left: null } })), 5_000);
  assert.equal(goesOn(at({ session: { step_started_at: 60_000 } })), 16 * 60_000);
  assert.equal(goesOn(at({ block: { started_at: 0 } })), 15 * 60_000);
  assert.equal(goesOn(at({ block: { started_at: 0 }, timer: { ends_at: null, left: 30 } })), null);
  assert.equal(goesOn(at()), null);
  assert.equal(wallTime(Date.UTC(2027, 0, 12, 9, 5), 'Europe/Madrid', 'en'), '10:05');
});

test('time runs, is nearly over, is up, or stands still', () => {
  assert.deepEqual(timeLeft({ ends_at: 100_000, left: null }, 0), { text: '1:40', state: 'running' });
  assert.equal(timeLeft({ ends_at: 20_000 }, 0).state, 'soon');
  assert.deepEqual(timeLeft({ ends_at: 20_000 }, 30_000), { text: '0:00', state: 'up' });
  assert.deepEqual(timeLeft({ ends_at: null, left: 61 }, 0), { text: '1:01', state: 'paused' });
  assert.equal(timeLeft({ ends_at: null, left: null }, 0), null);
});

test('time that is up is heard once, and not by a wall that comes long after', () => {
  const part = () => ({ hidden: true, textContent: '', classList: { toggle() {} } });
  let heard = 0;
  const timer = new WallTimer({ frame: part(), show: part(), paused: part(), up: () => { heard += 1; } });
  timer.draw({ ends_at: 1_000 }, 900);
  timer.draw({ ends_at: 1_000 }, 1_100);
  timer.draw({ ends_at: 1_000 }, 1_400);
  assert.equal(heard, 1);
  timer.draw({ ends_at: 2_000 }, 2_050);
  assert.equal(heard, 2);
  timer.draw({ ends_at: 3_000 }, 60_000);
  assert.equal(heard, 2);
});

const ROUNDS = [
  { id: 1, block: 1, position: 1, status: 'ended' }, { id: 2, block: 1, position: 2, status: 'open', ends_at: 5 }, { id: 3, block: 9, position: 1, status: 'open' },
];
const GROUPS = [{ id: 4, round: 2, position: 2, title: 'B' }, { id: 5, round: 2, position: 1, title: 'A' }, { id: 6, round: 1, position: 1, title: 'Old' }];

test('the hall looks at the round that is on, else at the last one of this part', () => {
  const state = at({ stage: 'breakouts', rounds: ROUNDS, breakouts: GROUPS });
  assert.equal(roundOf(state).id, 2);
  assert.deepEqual(groupsOf(state, roundOf(state)).map(({ title }) => title), ['A', 'B']);
  state.merge({ put: { rounds: [{ ...ROUNDS[1], status: 'ended' }] } });
  assert.equal(roundOf(state).id, 2);
  assert.equal(roundOf(at({ stage: 'report_back', session: { step: 2 }, rounds: ROUNDS.slice(0, 1) })).id, 1, 'of another part, where this one has none');
  assert.equal(roundOf(at()), null);
  assert.deepEqual(groupsOf(at(), null), []);
});

test('groups report one at a time where the round says so', () => {
  const rounds = [{ id: 2, block: 1, position: 1, status: 'ended' }];
  assert.equal(reportsOf(at({ rounds, breakouts: GROUPS })).length, 2);
  assert.deepEqual(reportsOf(at({ rounds: [{ ...rounds[0], highlight: 5 }], breakouts: GROUPS })).map(({ id }) => id), [5]);
  const both = [{ ...rounds[0], reported: true }, { id: 1, block: 1, position: 1, status: 'ended', reported: true }];
  assert.deepEqual(reportsOf(at({ rounds: both, breakouts: GROUPS })).map(({ title }) => title), ['Old', 'A', 'B']);
});

test('of several questions the open one is asked, and at the results the last one shown', () => {
  const polls = [{ id: 1, block: 1, position: 1, status: 'shown' }, { id: 2, block: 1, position: 2, status: 'open' }, { id: 3, block: 1, position: 3, status: 'prepared' }];
  assert.equal(pollOf(at({ stage: 'ask', polls })).id, 2);
  assert.equal(pollOf(at({ stage: 'results', polls })).id, 1);
  assert.equal(pollOf(at({ stage: 'ask', polls: polls.slice(2) })), null);
});

test('answers become bars by the kind of the question, and none before they are shown', () => {
  const options = [{ id: 1, text: 'Yes' }, { id: 2, text: 'No' }];
  const bars = barsOf({ kind: 'several', options, results: { counts: [{ id: 1, count: 2 }, { id: 2, count: 4 }] } });
  assert.deepEqual(bars.map(({ text, share, votes }) => [text, share, votes]), [['Yes', 0.5, 2], ['No', 1, 4]]);
  const ranks = barsOf({ kind: 'ranking', options, results: { ranks: [{ id: 2, mean: 1 }, { id: 1, mean: null }] } });
  assert.deepEqual(ranks.map(({ text, share }) => [text, share]), [['No', 1], ['Yes', 0]]);
  assert.equal(barsOf({ kind: 'one', options, results: null }), null);
  assert.deepEqual(wordsOf({ results: { words: [{ text: 'a', count: 3 }, { text: 'b', count: 2, hidden: true }, { text: 'c', count: 1 }] } }).map(({ text, share }) => [text, share]), [['a', 1], ['c', 0]]);
});
