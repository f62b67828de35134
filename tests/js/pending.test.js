/** What operations under way look like on the board: never lost from sight, never shown twice. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { pendingOn, votesLeft, votesOn } from '../../static/js/boards/pending.js';
import { BoardState } from '../../static/js/boards/state.js';

const NOTE = { id: 9, area: 3, position: 1, text: 'coração', city: 'DUB', cluster: null, revision: 42 };

function post(more = {}) {
  return { operation_id: 'a', name: 'note.post', payload: { board: 12, area: 3, text: 'coração' }, state: 'waiting', attempts: 1, answer: null, ...more };
}

function state(snapshot = {}) {
  return new BoardState({ board: { id: 12 }, areas: [{ id: 3, position: 1 }], ...snapshot });
}

test('a waiting note is shown in its area, and only on its own board', () => {
  assert.equal(pendingOn(12, state(), [post()]).posts[0].area, 3);
  assert.equal(pendingOn(13, state(), [post()]).posts.length, 0);
});

test('a saved note stays in sight until the board has it, then is shown once', () => {
  const saved = post({ state: 'saved', answer: { ok: true, subject: 'board:12', revision: 42, result: { note: 9 } } });
  assert.equal(pendingOn(12, state(), [saved]).posts.length, 1);
  assert.equal(pendingOn(12, state({ notes: [NOTE], mine: { notes: [{ id: 9, text: 'coração' }] } }), [saved]).posts.length, 0);
});

test('a frame that overtakes the acknowledgement does not show the note twice', () => {
  const board = state({ notes: [NOTE], mine: { notes: [{ id: 9, text: 'coração' }] } });
  assert.equal(pendingOn(12, board, [post()]).posts.length, 0);
  assert.equal(pendingOn(12, board, [post(), post({ operation_id: 'b' })]).posts.length, 1);
});

test('a note is known again without the signs that the server does not keep', () => {
  const board = state({ notes: [NOTE], mine: { notes: [{ id: 9, text: 'coração' }] } });
  const turned = post({ payload: { board: 12, area: 3, text: '\u202ecora\u2067ção\u2069\r\n' } });
  assert.equal(pendingOn(12, board, [turned]).posts.length, 0);
});

test('an equal note from before does not hide the new one', () => {
  const board = state({ notes: [NOTE], mine: { notes: [{ id: 9, text: 'coração' }] } });
  assert.equal(pendingOn(12, board, [post({ before: [9] })]).posts.length, 1);
  assert.equal(pendingOn(12, board, [post({ attempts: 0 })]).posts.length, 1);
});

test('a refused note stays in sight even when an equal one is there', () => {
  const board = state({ notes: [NOTE], mine: { notes: [{ id: 9, text: 'coração' }] } });
  const refused = post({ state: 'refused', answer: { ok: false, code: 'closed', message: 'Closed.' } });
  assert.equal(pendingOn(12, board, [refused]).posts.length, 1);
});

test('votes under way count at once and are given back when withdrawn', () => {
  const board = state({ mine: { votes: [{ id: 1, on: 'note:9' }], votes_left: 2 } });
  const cast = { operation_id: 'c', name: 'vote.cast', payload: { board: 12, on: 'note:9' }, state: 'waiting', attempts: 1 };
  const withdraw = { operation_id: 'd', name: 'vote.withdraw', payload: { vote: 1 }, state: 'waiting', attempts: 1 };
  const casting = pendingOn(12, board, [cast]);
  assert.deepEqual(votesOn('note:9', board, casting), { saved: [{ id: 1, on: 'note:9' }], waiting: 1 });
  assert.equal(votesLeft(board, casting), 1);
  const withdrawing = pendingOn(12, board, [withdraw]);
  assert.equal(votesOn('note:9', board, withdrawing).saved.length, 0);
  assert.equal(votesLeft(board, withdrawing), 3);
});

test('an edit shows its new text; a refused vote counts for nothing', () => {
  const board = state({ notes: [NOTE], mine: { votes: [], votes_left: 2 } });
  const edit = { operation_id: 'e', name: 'note.edit', payload: { note: 9, text: 'new' }, state: 'waiting', attempts: 1 };
  const refused = { operation_id: 'f', name: 'vote.cast', payload: { board: 12, on: 'note:9' }, state: 'refused', attempts: 1 };
  const pending = pendingOn(12, board, [edit, refused]);
  assert.equal(pending.edits.get(9).text, 'new');
  assert.equal(votesLeft(board, pending), 2);
});
