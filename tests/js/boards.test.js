/** Small parts of boards: folded clusters, languages, places, the canvas on the wall. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ClosedClusters } from '../../static/js/boards/closed_clusters.js';
import { Languages } from '../../static/js/boards/languages.js';
import { putInPlace } from '../../static/js/boards/places.js';
import { BoardState, foldsClusters } from '../../static/js/boards/state.js';

test('clusters are open until one is closed, and closed ones can be opened', () => {
  const closed = new ClosedClusters();
  assert.equal(closed.has(1), false);
  closed.add(1).add(1);
  assert.equal(closed.has(1), true);
  assert.equal(closed.delete(1), true);
  assert.equal(closed.delete(1), false);
});

test('where they are folded by default, one that was opened stays open until the default changes', () => {
  const closed = new ClosedClusters();
  closed.byDefault(true);
  assert.equal(closed.has(1) && closed.has(2), true);
  closed.delete(1);
  closed.byDefault(true);
  assert.deepEqual([closed.has(1), closed.has(2)], [false, true]);
  closed.byDefault(false);
  assert.deepEqual([closed.has(1), closed.has(2)], [false, false]);
});

test('opening all holds while the default stays', () => {
  const closed = new ClosedClusters();
  closed.byDefault(true);
  closed.all(false);
  closed.byDefault(true);
  assert.equal(closed.has(1), false);
  assert.equal(closed.areClosed, false);
});

test('clusters fold while they can be voted on, and once their votes are shown', () => {
  const on = (stage, voteOn, votes = {}) => foldsClusters({ board: { stage, settings: { vote_on: voteOn } }, votes });
  assert.equal(on('vote', 'both'), true);
  assert.equal(on('vote', 'clusters'), true);
  assert.equal(on('vote', 'notes'), false, 'their notes must be in reach');
  assert.equal(on('cluster', 'both', { shown: true, cast: 3 }), false, 'people sort them');
  assert.equal(on('discuss', 'both', { shown: true, cast: 3 }), true);
  assert.equal(on('discuss', 'notes', { shown: true, cast: 3 }), false);
  assert.equal(on('discuss', 'both', { shown: false, cast: 3 }), false);
  assert.equal(on('discuss', 'both', { shown: true, cast: 0 }), false);
  assert.equal(on('closed', 'both', { shown: true, cast: 3 }), false, 'all is read once more');
});

test('only a language other than the session’s is worth a tag', () => {
  const languages = new Languages({ own: 'es', known: { es: 'Spanish', fr: 'French' } });
  assert.equal(languages.tag('es'), '');
  assert.equal(languages.tag(null), '');
  assert.equal(languages.tag('fr'), 'French');
  assert.equal(languages.tag('pl'), 'pl');
  assert.equal(languages.likely('fr'), 'fr');
  assert.equal(languages.likely('en'), 'es');
});

test('a note’s language is the board’s, or one’s own before the reveal', () => {
  const state = new BoardState({
    board: { id: 1 },
    notes: [{ id: 1, language: 'fr' }, { id: 2, text: null }, { id: 3, text: null }],
    mine: { notes: [{ id: 2, text: 'Hola', language: 'es' }] },
  });
  assert.deepEqual([1, 2, 3].map((id) => state.languageOf(state.notes.get(id))), ['fr', 'es', null]);
});

test('a field says where it lies; a column says nothing', () => {
  assert.deepEqual(putInPlace({ dataset: {} }, [2, 1, 2, 3]).dataset, { column: 2, row: 1, columns: 2, rows: 3 });
  assert.deepEqual(putInPlace({ dataset: {} }, undefined).dataset, {});
});
