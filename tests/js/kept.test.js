/** What a browser keeps: nothing is lost while the page lives, and two windows never delete each other's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Outbox, SAVED } from '../../static/js/boards/outbox.js';
import { outboxStorage } from '../../static/js/boards/outbox_storage.js';
import { ratingOutbox } from '../../static/js/pages/rating_outbox.js';
import { belongsToComposition } from '../../static/js/shared/composing.js';
import { Kept } from '../../static/js/shared/kept.js';
import { newOperationId } from '../../static/js/shared/operation_id.js';
import { TextSaving } from '../../static/js/shared/text_saving.js';
import { WindowItems, claimWindow } from '../../static/js/shared/window_items.js';
import { NOTHING_KEPT, browserStorage, windows } from './storages.js';

const settled = () => new Promise((done) => { setTimeout(done, 5); });

function items(window, { name, prefix = 'draft:7:3:', now } = {}) {
  return new WindowItems({ kept: new Kept(() => window.storage), prefix, window: name, page: window.page, now });
}

for (const [kind, find] of Object.entries(NOTHING_KEPT)) {
  test(`a storage that is ${kind}: memory does, and it is said`, () => {
    const kept = new Kept(find);
    assert.equal(kept.lasting, false);
    assert.equal(kept.set('a:1', 'one'), false);
    assert.equal(kept.get('a:1'), 'one');
    assert.equal(kept.get('a:2'), null);
    assert.deepEqual(kept.keys('a:'), ['a:1']);
    kept.remove('a:1');
    assert.deepEqual(kept.keys('a:'), []);
    assert.equal(kept.lasting, false, 'the next one would not be kept either');
  });

  test(`a storage that is ${kind}: notes, ratings, texts and drafts go their way`, async () => {
    const page = new EventTarget();
    const held = new WindowItems({ kept: new Kept(find), prefix: 'x:', window: 'one', page });
    const notes = new Outbox({
      storage: outboxStorage('7:3', new Kept(find)),
      send: async () => ({ ok: true, subject: 'board:1', revision: 2, result: { note: 9 } }),
      newId: newOperationId,
      later: () => () => {},
    });
    const entry = notes.put('note.post', { board: 1, area: 1, text: 'Kept in memory' });
    notes.online();
    const told = [];
    const ratings = ratingOutbox({
      items: held,
      send: async ({ seen }) => ({ ok: true, version: seen + 1 }),
      tell: (statement, state) => told.push(state),
      wait: () => () => {},
      newId: newOperationId,
    });
    assert.deepEqual(ratings.restore(), []);
    ratings.put(7, 4, '', 0);
    const text = new TextSaving({
      base: { text: '', language: 'en', revision: 0 },
      send: async () => ({ ok: true, result: { revision: 1 } }),
      ask: async () => null,
      store: { load: () => held.take('text'), keep: (value) => held.keep('text', value), drop: () => held.drop('text') },
      newId: newOperationId,
      later: () => () => {},
    });
    assert.equal(text.resume(), false);
    text.edit({ text: 'In memory', language: 'en' });
    assert.equal(text.kept, false);
    await text.flush();
    held.keep('draft', { text: 'Half a sent' });
    await settled();
    assert.equal(entry.state, SAVED);
    assert.equal(told.at(-1), 'saved');
    assert.equal(text.state, 'saved');
    assert.deepEqual(held.take('draft'), { text: 'Half a sent' });
  });
}

test('a storage that was full keeps again once there is room', () => {
  const storage = browserStorage({ room: 40 });
  const kept = new Kept(() => storage);
  assert.equal(kept.lasting, true);
  assert.equal(kept.set('long', 'x'.repeat(60)), false);
  assert.equal(kept.lasting, false);
  storage.grow(1_000);
  assert.equal(kept.set('other', 'short'), true);
  assert.equal(kept.lasting, false, 'the long one is still in memory alone');
  assert.equal(kept.set('long', 'x'.repeat(60)), true);
  assert.equal(kept.lasting, true);
});

test('a draft survives a reload, and only its own window deletes it', () => {
  const browser = windows();
  const one = items(browser.open(), { name: 'one' });
  one.keep(12, { text: 'In the first' });
  const two = items(browser.open(), { name: 'two' });
  two.keep(12, { text: 'In the second' });
  two.drop(12);
  assert.deepEqual(items(browser.open(), { name: 'one' }).take(12), { text: 'In the first' });
});

test('what a window left behind is taken over by the next, the newest first, each once', () => {
  const browser = windows();
  let at = 1;
  for (const name of ['early', 'late']) {
    const window = browser.open();
    items(window, { name, now: () => at++ }).keep(12, { text: name });
    window.close();
  }
  const next = items(browser.open(), { name: 'next' });
  assert.deepEqual(next.take(12), { text: 'late' });
  next.drop(12);
  assert.deepEqual(items(browser.open(), { name: 'third' }).take(12), { text: 'early' });
  assert.equal(items(browser.open(), { name: 'fourth' }).take(1), null, 'board 1 is not board 12');
  assert.equal(items(browser.open(), { name: 'fifth', prefix: 'draft:7:' }).take('3:1'), null);
});

test('what was left behind goes before what another window still holds', () => {
  const browser = windows();
  const first = browser.open();
  items(first, { name: 'one', now: () => 1 }).keep(12, { text: 'Left' });
  items(browser.open(), { name: 'two', now: () => 2 }).keep(12, { text: 'Held, and newer' });
  first.page.dispatchEvent(new Event('pagehide'));
  first.close();
  assert.deepEqual(items(browser.open(), { name: 'three' }).take(12), { text: 'Left' });
});

test('a window that is still there keeps what another one takes over and then deletes', () => {
  const browser = windows();
  const first = items(browser.open(), { name: 'one' });
  first.keep(12, { text: 'Still being written' });
  const second = items(browser.open(), { name: 'two' });
  assert.deepEqual(second.take(12), { text: 'Still being written' });
  second.drop(12);
  assert.deepEqual(items(browser.open(), { name: 'one' }).take(12), { text: 'Still being written' });
});

test('two windows answer one statement: neither deletes what the other has not saved', async () => {
  const browser = windows();
  const answer = (window, name, send) => ratingOutbox({
    items: items(window, { name, prefix: 'rating:1:' }), send, tell() {}, wait: () => () => {}, newId: newOperationId,
  });
  const cut = browser.open();
  answer(cut, 'one', async () => { throw new Error('cut'); }).put(7, 4, 'Said in the first', 0);
  answer(browser.open(), 'two', async () => ({ ok: true, version: 1 })).put(7, 9, '', 0);
  await settled();
  cut.close();
  const [restored] = answer(browser.open(), 'one', async () => ({ ok: false, code: 'conflict' })).restore();
  assert.deepEqual([restored.rating, restored.comment], [4, 'Said in the first']);
});

test("a window keeps its name over a reload, and a copy of it gets another", () => {
  const session = browserStorage();
  const open = () => {
    const page = new EventTarget();
    return { page, name: claimWindow({ kept: new Kept(() => session), page }) };
  };
  const first = open();
  const copy = open(); // copied while the first is open: the storage is copied with it
  assert.notEqual(copy.name, first.name);
  first.page.dispatchEvent(new Event('pagehide'));
  assert.equal(open().name, first.name);
  first.page.dispatchEvent(new Event('pagehide'));
  first.page.dispatchEvent(new Event('pageshow')); // back from the browser's cache of pages
  assert.notEqual(open().name, first.name);
});

test('keys of a composition are told, also where Safari has ended it before', () => {
  assert.equal(belongsToComposition({ key: 'Enter', isComposing: true, keyCode: 13 }), true);
  assert.equal(belongsToComposition({ key: 'Enter', isComposing: false, keyCode: 229 }), true);
  assert.equal(belongsToComposition({ key: 'Enter', isComposing: false, keyCode: 13 }), false);
});
