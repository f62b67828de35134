/** Polls, questions and galleries as far as they need no page. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { firstPoster, posterTime } from '../../static/js/live/posters.js';
import { inOrder } from '../../static/js/live/question_order.js';
import { SessionState } from '../../static/js/live/session_state.js';

test('people spread over the posters, and each poster has its share of the time', () => {
  assert.deepEqual([1, 2, 3, 4].map((seat) => firstPoster(seat, 3)), [1, 2, 0, 1]);
  assert.equal(firstPoster(7, 0), 0);
  assert.equal(posterTime(20, 4), 300_000);
  assert.equal(posterTime(null, 4), null);
});

test('questions stand by their support, those answered last', () => {
  const asked = [[1, 0, false], [2, 3, true], [3, 2, false], [4, 2, false]].map(([id, votes, answered]) => ({ id, votes, answered }));
  assert.deepEqual(inOrder(asked).map((question) => question.id), [3, 4, 1, 2]);
});

test('polls, questions and turns are put and dropped by their ids', () => {
  const state = new SessionState({ polls: [{ id: 1, answered: 0 }], questions: [{ id: 5 }], turns: [{ id: 9 }] });
  state.merge({ put: { polls: [{ id: 1, answered: 2 }, { id: 2, answered: 0 }] }, drop: { questions: [5], turns: [9, 8] }, mine: { polls: { 1: { options: [2] } } } });
  assert.deepEqual([...state.polls.values()].map((poll) => poll.answered), [2, 0]);
  assert.equal(state.questions.size + state.turns.size, 0);
  assert.deepEqual(state.mine.polls[1], { options: [2] });
});
