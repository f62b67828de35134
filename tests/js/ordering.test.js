/** The order that votes give to clusters and notes, and when it is taken anew. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Ordering, areVotesShown, results } from '../../static/js/boards/ordering.js';
import { BoardState } from '../../static/js/boards/state.js';

const SNAPSHOT = {
  board: { id: 1, stage: 'discuss' },
  areas: [{ id: 1, position: 1 }],
  clusters: [{ id: 1, area: 1, position: 1 }, { id: 2, area: 1, position: 2 }, { id: 3, area: 1, position: 3 }],
  notes: [
    { id: 1, area: 1, cluster: 1, city: 'DUB', text: 'a' }, { id: 2, area: 1, cluster: 2, city: 'TRN', text: 'b' },
    { id: 3, area: 1, cluster: 2, city: 'TRN', text: 'c' }, { id: 4, area: 1, cluster: 2, city: 'BIO', text: 'd' },
    { id: 5, area: 1, cluster: null, city: 'BIO', text: 'e' }, { id: 6, area: 1, cluster: 2, city: 'WAW', hidden: true },
  ],
  votes: { shown: true, cast: 6, counts: { 'cluster:2': 2, 'note:4': 1, 'cluster:3': 2, 'note:5': 1 } },
};

const ids = (rows) => rows.map((row) => row.id);
const board = (changes = {}) => new BoardState({ ...SNAPSHOT, ...changes });

test('a cluster has its own votes and those on its notes, and the cities whose notes are in it', () => {
  const found = results(board());
  assert.deepEqual(found.map((one) => [one.cluster.id, one.votes, one.most, one.size]), [[2, 3, 3, 3], [3, 2, 3, 0], [1, 0, 3, 1]]);
  assert.deepEqual(found[0].cities, [['TRN', 2], ['BIO', 1]], 'a hidden note carries nothing');
});

test('votes are shown once they may be seen and somebody has voted', () => {
  assert.equal(areVotesShown(board()), true);
  assert.equal(areVotesShown(board({ votes: { shown: false, cast: 6, counts: {} } })), false);
  assert.equal(areVotesShown(board({ votes: { shown: true, cast: 0, counts: {} } })), false);
});

test('shown votes are the order by themselves, until somebody turns that off', () => {
  const state = board();
  const ordering = new Ordering();
  ordering.take(state);
  assert.deepEqual(ids(ordering.sorted(state.clustersOf(1), 'cluster')), [2, 3, 1]);
  ordering.on = false;
  assert.deepEqual(ids(ordering.sorted(state.clustersOf(1), 'cluster')), [1, 2, 3]);
});

test('without votes that are shown nothing moves', () => {
  const state = board({ votes: { shown: false, cast: 6, counts: {} } });
  const ordering = new Ordering();
  ordering.take(state);
  assert.deepEqual(ids(ordering.sorted(state.clustersOf(1), 'cluster')), [1, 2, 3]);
});

test('while people vote the order holds still; when voting is over it is taken anew', () => {
  const state = board({ board: { id: 1, stage: 'vote' }, votes: { shown: true, cast: 0, counts: {} } });
  const ordering = new Ordering();
  ordering.take(state);
  state.merge({ put: { votes: { shown: true, cast: 1, counts: { 'cluster:3': 1 } } } });
  ordering.take(state);
  assert.deepEqual(ids(ordering.sorted(state.clustersOf(1), 'cluster')), [1, 2, 3]);
  state.merge({ put: { board: { stage: 'discuss' } } });
  ordering.take(state);
  assert.deepEqual(ids(ordering.sorted(state.clustersOf(1), 'cluster')), [3, 1, 2]);
});

test('counts that are shown at the end of a vote order at once, and another board begins anew', () => {
  const state = board({ board: { id: 1, stage: 'vote' }, votes: { shown: false, cast: 6, counts: {} } });
  const ordering = new Ordering();
  ordering.take(state);
  state.merge({ put: { votes: SNAPSHOT.votes } });
  ordering.take(state);
  assert.deepEqual(ids(ordering.sorted(state.clustersOf(1), 'cluster')), [2, 3, 1]);
  ordering.take(board({ board: { id: 2, stage: 'vote' }, votes: { shown: true, cast: 0, counts: {} } }));
  assert.deepEqual(ids(ordering.sorted(state.clustersOf(1), 'cluster')), [1, 2, 3]);
});
