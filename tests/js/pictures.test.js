/** What a card of the board shows at each stage, and when two drawings are the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { pendingOn } from '../../static/js/boards/pending.js';
import { Pictures } from '../../static/js/boards/pictures.js';
import { BoardState } from '../../static/js/boards/state.js';

const NOTE = { id: 1, area: 1, position: 1, text: 'The flats are missing.', city: 'WAW', author: 'Otto', cluster: null, revision: 3 };

function pictures({ stage = 'cluster', leads = false, entries = [], mine = {}, votes, selection = [] } = {}) {
  const state = new BoardState({ board: { id: 12, stage, settings: {} }, areas: [{ id: 1 }], notes: [NOTE], mine: { votes_left: 5, ...mine }, votes });
  const pending = pendingOn(12, state, entries);
  return new Pictures({ state, pending, viewer: { leads, city: 'WAW' }, selection: new Set(selection), languages: { tag: () => null } });
}

test('grouping offers selecting, moving and the menu; writing in private offers others nothing', () => {
  const { selectable, movable, hasMenu, votes } = pictures().note(NOTE);
  assert.deepEqual([selectable, movable, hasMenu, votes], [true, true, true, null]);
  const before = pictures({ stage: 'write' }).note({ ...NOTE, text: null });
  assert.deepEqual([before.text, before.selectable, before.movable, before.hasMenu], [null, false, false, false]);
});

test('voting shows buttons, then counts; how many are left redraws no card until none is', () => {
  const voting = pictures({ stage: 'vote', mine: { votes_left: 5 } });
  const { open, saved, waiting, left } = voting.note(NOTE).votes;
  assert.deepEqual([open, saved, waiting, left], [true, 0, 0, 1]);
  const fewer = pictures({ stage: 'vote', mine: { votes_left: 4 } });
  assert.deepEqual(voting.note(NOTE), fewer.note(NOTE));
  assert.equal(pictures({ stage: 'vote', mine: { votes_left: 0 } }).note(NOTE).votes.left, 0);
  const counted = pictures({ stage: 'discuss', votes: { shown: true, counts: { 'note:1': 3 }, cast: 3 } });
  assert.deepEqual([counted.note(NOTE).votes.open, counted.note(NOTE).votes.count], [false, 3]);
});

test('a refused edit stays on its card with the sentence and the new text', () => {
  const entry = { operation_id: 'x', name: 'note.edit', payload: { note: 1, text: 'New' }, state: 'refused', answer: { message: 'No.' } };
  const picture = pictures({ entries: [entry] }).note(NOTE);
  assert.deepEqual([picture.text, picture.state, picture.message, picture.operation], ['New', 'refused', 'No.', 'x']);
});

test('surroundings change with the stage and with nothing else', () => {
  const same = () => pictures().surroundings;
  assert.equal(same(), same());
  for (const other of [{ stage: 'vote' }, { leads: true, stage: 'vote' }, { mine: { votes_left: 0 } }]) {
    assert.notEqual(pictures(other).surroundings, same(), JSON.stringify(other));
  }
});

test('a vote, a selection and a count change the mark of their note and of no other', () => {
  const entry = (name, payload) => ({ operation_id: 'y', name, payload, state: 'waiting' });
  const mine = { votes: [{ id: 1, on: 'note:1' }] };
  for (const other of [
    { selection: [1] }, { mine }, { entries: [entry('vote.cast', { board: 12, on: 'note:1' })] },
    { mine, entries: [entry('vote.withdraw', { vote: 1 })] }, { votes: { shown: true, counts: { 'note:1': 2 }, cast: 2 } },
  ]) {
    const drawn = pictures(other);
    assert.notEqual(drawn.mark(1), '', JSON.stringify(other));
    assert.equal(drawn.mark(2), '');
    const before = pictures(other.votes ? { votes: { shown: true, counts: {}, cast: 0 } } : {});
    assert.equal(drawn.surroundings, before.surroundings, 'the other cards stay as they are');
  }
  assert.notEqual(pictures({ mine }).mark(1), pictures({ mine, entries: [entry('vote.withdraw', { vote: 1 })] }).mark(1));
});
