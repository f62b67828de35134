/** The browser's own zone: asked for once, never over a zone that was chosen. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

const OWN = Intl.DateTimeFormat().resolvedOptions().timeZone;
let loaded = 0;

/** Where the page goes when it is opened at an address and shown by a zone's clocks; null: it stays. */
async function opened(href, shown) {
  let went = null;
  globalThis.document = { querySelector: () => (shown ? { dataset: { ownZone: shown } } : null) };
  globalThis.location = { href, replace: (to) => { went = String(to); } };
  loaded += 1;
  await import(`../../static/js/pages/own_zone.js?again=${loaded}`);
  return went;
}

test('the page is asked for again with the browser’s zone', async () => {
  const went = await opened('https://here.example/times/token', 'Pacific/Chatham');
  assert.equal(new URL(went).searchParams.get('zone'), OWN);
  assert.equal(new URL(went).pathname, '/times/token');
});

test('it stays where the zone is right, was chosen, or is not asked for', async () => {
  assert.equal(await opened('https://here.example/times/token', OWN), null);
  assert.equal(await opened('https://here.example/times/token?zone=Asia/Seoul', 'Asia/Seoul'), null);
  assert.equal(await opened('https://here.example/times/token', null), null);
});
