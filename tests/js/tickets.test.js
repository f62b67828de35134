/** The socket's ticket: the page's own first, renewed in time, and again when the server takes it no longer. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Tickets } from '../../static/js/shared/tickets.js';

function world(answers = []) {
  const self = { asked: [], at: 1_000_000 };
  self.tickets = new Tickets({
    address: '/ticket',
    first: { ticket: 'first', seconds: 300 },
    now: () => self.at,
    async fetch(address) {
      self.asked.push(address);
      const answer = answers.shift() ?? new Error('no connection');
      if (answer instanceof Error) throw answer;
      return { status: answer.status ?? 200, json: async () => answer.body ?? JSON.parse('<!doctype html>') };
    },
  });
  return self;
}

test("the page's own ticket is presented while it is young", async () => {
  const { tickets, asked } = world();
  assert.equal(await tickets.present(), 'first');
  assert.equal(await tickets.present(), 'first');
  assert.deepEqual(asked, []);
});

test('a later connection brings a fresh one', async () => {
  const self = world([{ body: { ticket: 'second', seconds: 300 } }]);
  self.at += 200_000;
  assert.equal(await self.tickets.present(), 'second');
  assert.equal(await self.tickets.present(), 'second');
  assert.deepEqual(self.asked, ['/ticket']);
});

test('without an answer the old one is tried, and asked for again the next time', async () => {
  const self = world([new Error('cut'), { status: 503 }, { body: { ticket: 'third', seconds: 300 } }]);
  self.at += 200_000;
  assert.equal(await self.tickets.present(), 'first');
  assert.equal(await self.tickets.present(), 'first');
  assert.equal(await self.tickets.present(), 'third');
});

test('one that was refused is never shown again', async () => {
  const self = world([new Error('cut'), { body: { ticket: 'second', seconds: 300 } }]);
  self.tickets.refused();
  assert.equal(await self.tickets.present(), null);
  assert.equal(await self.tickets.present(), 'second');
});

test('whoever has no seat any more presents none', async () => {
  for (const answer of [{ status: 200 }, { status: 404, body: { ok: false, code: 'not_found' } }]) {
    const self = world([answer, { body: { ticket: 'after all', seconds: 300 } }]);
    self.at += 200_000;
    assert.equal(await self.tickets.present(), null);
    assert.equal(await self.tickets.present(), 'after all');
  }
});
