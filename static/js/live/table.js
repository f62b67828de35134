/**
 * Several people at one device, each at their own seat. Switching loads the other one's page in the place of this
 * one, so that nothing of the last person stays readable; what of theirs is still under way is sent all the same.
 */

import { Outbox, WAITING } from '../boards/outbox.js';
import { outboxStorage } from '../boards/outbox_storage.js';
import { newOperationId } from '../shared/operation_id.js';

/** How long switching waits for what was just written. */
const PATIENCE_MS = 1_500;

function later(milliseconds, call) {
  const id = window.setTimeout(call, milliseconds);
  return () => window.clearTimeout(id);
}

/** Sends what somebody at this device has left waiting, under their own seat; then hangs up. */
function sendFor(owner, kept, connect) {
  const storage = outboxStorage(owner, kept);
  if (!storage.load().some((entry) => entry.state === WAITING)) return;
  const connection = connect();
  const outbox = new Outbox({
    storage,
    send: (command) => connection.send(command),
    newId: () => newOperationId(),
    later,
    changed: () => outbox.waiting().length === 0 && connection.close(),
  });
  connection.addEventListener('state', ({ detail }) => (detail.state === 'connected' ? outbox.online() : outbox.offline()));
  connection.open();
}

/** `outbox`: this person's; `connect(seat)`: a connection of another seat of this device. */
export function enableTable(bar, { outbox, sessionId, kept, connect }) {
  for (const link of bar.querySelectorAll('[data-seat]:not([aria-current])')) {
    const seat = Number(link.dataset.seat);
    sendFor(`${sessionId}:${seat}`, kept, () => connect(seat));
    link.addEventListener('click', async (event) => {
      event.preventDefault();
      bar.ariaBusy = 'true';
      const end = Date.now() + PATIENCE_MS;
      while (outbox.waiting().length > 0 && Date.now() < end) await new Promise((done) => { window.setTimeout(done, 50); });
      // Replaced, not left behind: "Back" must not show what the last person could read.
      window.location.replace(link.href);
    });
  }
}
