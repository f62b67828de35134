/** Small groups in the room, pure: which round is on, whose group, what is reported, what can be taken as a point. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { BoardState } from '../../static/js/boards/state.js';
import { clustersToTake, groupsOf, isOver, ownGroup, roundToLead, roundUnderWay, roundsReported } from '../../static/js/breakouts/groups.js';
import { boardFor } from '../../static/js/live/following.js';
import { SessionState } from '../../static/js/live/session_state.js';

const STEPS = [{ stage: 'breakouts', minutes: 10 }, { stage: 'report_back', minutes: 5 }];
const round = (id, block, status, more = {}) => ({ id, block, position: 1, title: '', status, minutes: 10, ends_at: null, reported: false, highlight: null, ...more });
const group = (id, number, board, more = {}) => ({ id, round: number, position: id, title: `Group ${id}`, place: '', board, rapporteur: null, count: 2, cities: {}, points: [], ...more });

function room({ rounds, breakouts = [], step = 2, index = 0, mine = {} }) {
  return new SessionState({
    session: { id: 7, status: 'running', step, step_index: index, board: 12 },
    blocks: [{ id: 1, position: 1, steps: [] }, { id: 2, position: 2, steps: STEPS }, { id: 3, position: 3, steps: STEPS }],
    rounds,
    breakouts,
    mine,
  });
}

test('one follows the own group while it meets, whom one visits, and the session otherwise', () => {
  const state = room({ rounds: [round(4, 2, 'open')], breakouts: [group(5, 4, 50), group(6, 4, 60)], mine: { breakout: 5 } });
  assert.equal(boardFor(state), 50);
  state.visiting = 6;
  assert.equal(boardFor(state), 60);
  state.visiting = null;
  state.merge({ put: { rounds: [round(4, 2, 'ended')] }, mine: { breakout: null } });
  assert.equal(boardFor(state), 12);
  assert.ok(isOver(state, 50) && !isOver(state, 12));
});

test('the round to lead is the one that is on, else the present block’s, else what comes', () => {
  assert.equal(roundToLead(room({ rounds: [] })), null);
  assert.equal(roundToLead(room({ rounds: [round(1, 2, 'prepared'), round(2, 3, 'open')] })).id, 2);
  assert.equal(roundUnderWay(room({ rounds: [round(1, 2, 'called')] })).id, 1);
  assert.equal(roundToLead(room({ rounds: [round(1, 2, 'ended'), round(2, 3, 'prepared')] })).id, 1);
  assert.equal(roundToLead(room({ rounds: [round(2, 3, 'prepared')], step: 1 })).id, 2);
});

test('the own group is its row with what only its members are told', () => {
  const state = room({ rounds: [round(4, 2, 'open')], breakouts: [group(6, 4, 60), group(5, 4, 50)], mine: { group: { id: 5, link: 'https://x.example', members: [] } } });
  assert.deepEqual([ownGroup(state).title, ownGroup(state).link], ['Group 5', 'https://x.example']);
  assert.deepEqual(groupsOf(state, 4).map((one) => one.id), [5, 6]);
  assert.equal(ownGroup(room({ rounds: [] })), null);
});

test('points are read at the report, in a later block those of the last round', () => {
  const rounds = [round(1, 2, 'ended', { reported: true })];
  assert.deepEqual(roundsReported(room({ rounds, index: 1 })).map((one) => one.id), [1]);
  assert.deepEqual(roundsReported(room({ rounds, step: 3, index: 1 })).map((one) => one.id), [1]);
  assert.deepEqual(roundsReported(room({ rounds, step: 1 })), []);
  assert.deepEqual(roundsReported(room({ rounds: [round(1, 2, 'open')] })), []);
});

test('clusters that are no points yet can be taken, those with most votes first', () => {
  const board = new BoardState({
    board: { id: 50, stage: 'vote', settings: {} },
    notes: [{ id: 1, area: 1, position: 1, text: 'a', cluster: 8 }],
    clusters: [{ id: 7, area: 1, title: 'Rents', position: 1 }, { id: 8, area: 1, title: 'Shops', position: 2 }, { id: 9, area: 1, title: 'Trust', position: 3 }],
    votes: { shown: true, counts: { 'cluster:7': 1, 'note:1': 2, 'cluster:9': 4 }, cast: 7 },
  });
  assert.deepEqual(clustersToTake(board, [{ id: 1, text: 'Trust', cluster: 9 }]), [{ id: 8, title: 'Shops', votes: 2 }, { id: 7, title: 'Rents', votes: 1 }]);
});
