/** Folding a board: puts, drops, one's own texts and votes, what must be drawn again, what a stage offers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { BoardState, isOpen, isPrivate } from '../../static/js/boards/state.js';

const SNAPSHOT = {
  board: { id: 12, title: 'Challenges', stage: 'write', locked: false, settings: { authors: 'shown' } },
  areas: [{ id: 2, title: 'Transversal', position: 2 }, { id: 1, title: 'Social', position: 1 }],
  notes: [
    { id: 3, area: 1, position: 2, text: null, city: 'DUB', author: null, cluster: null, revision: 3 },
    { id: 4, area: 1, position: 1, text: null, city: 'BIO', author: null, cluster: 7, revision: 4 },
  ],
  clusters: [{ id: 7, area: 1, title: null, position: 1, challenge: null, revision: 4 }],
  votes: { shown: true, counts: {}, cast: 0 },
  mine: { notes: [{ id: 3, text: 'Coração da cidade' }], votes: [], votes_left: 3 },
};

test('before the reveal one sees the own text and stubs of the others', () => {
  const state = new BoardState(SNAPSHOT);
  assert.equal(state.textOf(state.notes.get(3)), 'Coração da cidade');
  assert.equal(state.textOf(state.notes.get(4)), null);
});

test('the board’s text wins over the own copy once it is there', () => {
  const state = new BoardState(SNAPSHOT);
  state.merge({ put: { notes: [{ ...SNAPSHOT.notes[0], text: 'Edited by the facilitator' }] } });
  assert.equal(state.textOf(state.notes.get(3)), 'Edited by the facilitator');
});

test('areas, clusters and notes come in order, clustered notes only in their cluster', () => {
  const state = new BoardState(SNAPSHOT);
  assert.deepEqual(state.areasInOrder().map((area) => area.id), [1, 2]);
  assert.deepEqual(state.looseNotesOf(1).map((note) => note.id), [3]);
  assert.deepEqual(state.notesOf(7).map((note) => note.id), [4]);
  const { loose, clustered } = state.places();
  assert.deepEqual([...loose], [[1, state.looseNotesOf(1)]]);
  assert.deepEqual([...clustered], [[7, state.notesOf(7)]]);
});

test('notes of a cluster that is gone are loose again, whichever delta comes first', () => {
  const state = new BoardState(SNAPSHOT);
  state.merge({ drop: { clusters: [7] } });
  assert.deepEqual(state.looseNotesOf(1).map((note) => note.id), [4, 3]);
});

test('a put of the board keeps what it does not name', () => {
  const state = new BoardState(SNAPSHOT);
  state.merge({ put: { board: { stage: 'revealed' } } });
  assert.equal(state.board.stage, 'revealed');
  assert.equal(state.board.title, 'Challenges');
});

test('a dropped note leaves one’s own list too', () => {
  const state = new BoardState(SNAPSHOT);
  state.merge({ drop: { notes: [3] } });
  assert.equal(state.notes.has(3), false);
  assert.equal(state.isMine(3), false);
});

test('the overlay upserts notes and replaces votes', () => {
  const state = new BoardState(SNAPSHOT);
  state.merge({ mine: { notes: [{ id: 9, text: 'mine' }], votes: [{ id: 1, on: 'note:9' }], votes_left: 2 } });
  state.merge({ mine: { votes: [{ id: 2, on: 'cluster:7' }], votes_left: 2 } });
  assert.deepEqual([...state.mine.notes.keys()], [3, 9]);
  assert.deepEqual(state.myVotesOn('note:9'), []);
  assert.equal(state.myVotesOn('cluster:7').length, 1);
  assert.equal(state.mine.votesLeft, 2);
});

test('zero votes left is taken as zero', () => {
  const state = new BoardState(SNAPSHOT);
  state.merge({ mine: { votes_left: 0 } });
  assert.equal(state.mine.votesLeft, 0);
});

test('changes name the notes and both clusters of a moved note, once', () => {
  const state = new BoardState(SNAPSHOT);
  assert.equal(state.takeChanges().everything, true);
  state.merge({ put: { notes: [{ ...SNAPSHOT.notes[1], cluster: 8 }] } });
  const changes = state.takeChanges();
  assert.deepEqual([...changes.notes], [4]);
  assert.deepEqual([...changes.clusters].sort(), [7, 8]);
  assert.equal(changes.everything, false);
  assert.equal(state.takeChanges().notes.size, 0);
});

test('a snapshot forgets everything before it', () => {
  const state = new BoardState(SNAPSHOT);
  state.replace({ board: { id: 12, stage: 'closed' }, areas: [], notes: [] });
  assert.equal(state.notes.size, 0);
  assert.equal(state.isMine(3), false);
});

test('what a stage offers to participants and to facilitators', () => {
  const offered = (stage, leads, locked = false) =>
    ['posting', 'grouping', 'voting'].filter((action) => isOpen({ stage, locked }, action, leads));
  assert.deepEqual(offered('write', false), ['posting']);
  assert.deepEqual(offered('write_openly', false), ['posting']);
  assert.deepEqual(offered('write_openly', true), ['posting']);
  assert.deepEqual(offered('revealed', false), ['posting', 'grouping']);
  assert.deepEqual(offered('vote', false), ['voting']);
  assert.deepEqual(offered('discuss', false), []);
  assert.deepEqual(offered('closed', true), []);
  assert.deepEqual(offered('cluster', false, true), []);
  assert.deepEqual(offered('cluster', true, true), ['posting', 'grouping']);
  assert.deepEqual(offered('vote', true), ['posting', 'grouping', 'voting']);
});

test('the wall counts what is not for everybody yet, also on a board that was closed before its reveal', () => {
  const board = (stage, text) => new BoardState({ board: { id: 1, stage }, notes: [{ id: 1, text, city: 'DUB' }] });
  assert.equal(isPrivate(board('write', null)), true);
  assert.equal(isPrivate(board('closed', null)), true);
  assert.equal(isPrivate(board('closed', 'Said')), false);
  assert.equal(isPrivate(board('write_openly', 'Said')), false);
});
