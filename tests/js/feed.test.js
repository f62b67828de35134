/** The stream of one subject: gaps, repeats, overlaps, frames that come before their snapshot. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { BoardState } from '../../static/js/boards/state.js';
import { APPLIED, Feed, GAP, KEPT, KNOWN } from '../../static/js/shared/feed.js';

function note(id, text = `note ${id}`, revision = id) {
  return { id, area: 1, position: id, text, city: 'DUB', author: 'Aoife', cluster: null, revision };
}

function frame(from, to, notes, more = {}) {
  return { subject: 'board:12', from, to, put: { notes }, drop: {}, ...more };
}

function following(revision = 41, notes = [note(1)]) {
  const state = new BoardState({ board: { id: 12, stage: 'revealed' }, areas: [{ id: 1, title: 'A', position: 1 }], notes });
  return { state, feed: new Feed('board:12', state, revision) };
}

test('a contiguous frame is applied and moves the revision', () => {
  const { state, feed } = following();
  assert.equal(feed.receive(frame(41, 44, [note(9)])), APPLIED);
  assert.equal(feed.revision, 44);
  assert.equal(state.notes.get(9).text, 'note 9');
});

test('a frame after a gap changes nothing and asks again with the last revision', () => {
  const { state, feed } = following();
  assert.equal(feed.receive(frame(43, 44, [note(9)])), GAP);
  assert.equal(state.notes.has(9), false);
  assert.deepEqual(feed.ask(), { subject: 'board:12', revision: 41 });
});

test('a frame that came twice is known and does not bring back what was dropped', () => {
  const { state, feed } = following();
  feed.receive(frame(41, 42, [note(9)]));
  feed.receive({ subject: 'board:12', from: 42, to: 43, put: {}, drop: { notes: [9] } });
  assert.equal(feed.receive(frame(41, 42, [note(9)])), KNOWN);
  assert.equal(state.notes.has(9), false);
  assert.equal(feed.revision, 43);
});

test('a frame that overlaps what is known is applied: deltas are states', () => {
  const { state, feed } = following(42);
  assert.equal(feed.receive(frame(41, 44, [note(1, 'newer')])), APPLIED);
  assert.equal(state.notes.get(1).text, 'newer');
  assert.equal(feed.revision, 44);
});

test('frames that come before the snapshot wait; older ones are passed over, later ones applied', () => {
  const { state, feed } = following(null, []);
  feed.ask();
  assert.equal(feed.receive(frame(39, 40, [note(5, 'old text')])), KEPT);
  assert.equal(feed.receive(frame(40, 42, [note(5, 'new text')])), KEPT);
  assert.equal(state.notes.size, 0);
  const snapshot = { board: { id: 12 }, areas: [], notes: [note(5, 'text at 41')] };
  assert.equal(feed.answered({ ok: true, revision: 41, snapshot }), APPLIED);
  assert.equal(state.notes.get(5).text, 'new text');
  assert.equal(feed.revision, 42);
});

test('a snapshot newer than all kept frames stands as it is', () => {
  const { state, feed } = following(null, []);
  feed.ask();
  feed.receive(frame(39, 40, [note(5, 'stale')]));
  feed.answered({ ok: true, revision: 44, snapshot: { board: { id: 12 }, notes: [note(5, 'fresh')] } });
  assert.equal(state.notes.get(5).text, 'fresh');
  assert.equal(feed.revision, 44);
});

test('kept frames that leave a gap after the snapshot ask again', () => {
  const { feed } = following(null, []);
  feed.ask();
  feed.receive(frame(45, 46, [note(7)]));
  assert.equal(feed.answered({ ok: true, revision: 41, snapshot: { board: { id: 12 }, notes: [] } }), GAP);
  assert.equal(feed.revision, 41);
});

test('a catch-up brings what was missed and what is gone', () => {
  const { state, feed } = following(37, [note(1), note(2)]);
  feed.ask();
  const answer = { ok: true, from: 37, revision: 41, put: { notes: [note(9)] }, drop: { notes: [2] } };
  assert.equal(feed.answered(answer), APPLIED);
  assert.deepEqual([...state.notes.keys()], [1, 9]);
  assert.equal(feed.revision, 41);
});

test('a catch-up that begins too late is not applied and a snapshot is asked for', () => {
  const { state, feed } = following(37);
  feed.ask();
  assert.equal(feed.answered({ ok: true, from: 39, revision: 41, put: { notes: [note(9)] }, drop: {} }), GAP);
  assert.equal(state.notes.has(9), false);
  assert.deepEqual(feed.ask(), { subject: 'board:12', revision: null });
});

test('without any revision a frame is a gap', () => {
  const { feed } = following(null, []);
  assert.equal(feed.receive(frame(41, 42, [note(9)])), GAP);
});

test('a personal overlay without a step of the revision is taken', () => {
  const { state, feed } = following();
  assert.equal(feed.receive({ subject: 'board:12', from: 41, to: 41, put: {}, drop: {}, mine: { votes_left: 2 } }), APPLIED);
  assert.equal(state.mine.votesLeft, 2);
});
