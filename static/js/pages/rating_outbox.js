/**
 * Answers on their way to the server: kept on this device until they are saved, sent one after the other.
 * Pure: storage, sending and waiting are handed in, so that it runs in a test as on a page. `items` (of
 * shared/window_items.js) keeps them: two windows of one person may answer the same statement.
 *
 * `send(entry)` gives {ok, version} | {ok: false, code, message}, and throws where there is no connection.
 * `tell(statement, state, entry, answer)`: state is "waiting", "saved", "conflict" or "refused".
 */
const FIRST = 1000;
const SLOWEST = 30000;
/** Refusals that may pass by themselves. */
const LATER = new Set(['busy']);

export function ratingOutbox({ items, send, tell, wait, newId, online = () => {} }) {
  const entries = new Map();
  const parked = new Set();
  let sending = false;
  let pause = FIRST;
  let cancel = null;

  function keep(entry) {
    entries.set(entry.statement, entry);
    items.keep(entry.statement, entry);
  }

  function forget(statement) {
    entries.delete(statement);
    parked.delete(statement);
    items.drop(statement);
  }

  function next() {
    for (const entry of entries.values()) if (!parked.has(entry.statement)) return entry;
    return null;
  }

  function later() {
    cancel?.();
    cancel = wait(pause, pump);
    pause = Math.min(pause * 2, SLOWEST);
  }

  async function pump() {
    cancel?.();
    cancel = null;
    if (sending) return;
    const entry = next();
    if (!entry) return;
    sending = true;
    let answer = null;
    try {
      answer = await send(entry);
    } catch {
      // No connection: it stays, and is sent again.
    }
    sending = false;
    online(answer !== null);
    if (answer === null || (!answer.ok && LATER.has(answer.code))) {
      later();
      return;
    }
    pause = FIRST;
    settle(entry, answer);
    pump();
  }

  function settle(entry, answer) {
    const newest = entries.get(entry.statement);
    if (newest?.operation_id !== entry.operation_id) {
      // Changed again meanwhile: the newer one answers to the version that this one has become.
      if (answer.ok && newest) keep({ ...newest, seen: answer.version });
      tell(entry.statement, 'waiting', newest, answer);
      return;
    }
    if (answer.ok) {
      forget(entry.statement);
      tell(entry.statement, 'saved', entry, answer);
      return;
    }
    parked.add(entry.statement);
    tell(entry.statement, answer.code === 'conflict' ? 'conflict' : 'refused', entry, answer);
  }

  return {
    /** What was not saved when the page was left. */
    restore() {
      for (const name of items.names()) {
        const entry = items.take(name);
        if (entry?.operation_id && entry.statement) entries.set(entry.statement, entry);
      }
      return [...entries.values()];
    },
    /** `language`: the one that the comment is written in. */
    put(statement, rating, comment, seen, language) {
      parked.delete(statement);
      const entry = { operation_id: newId(), statement, rating, comment, seen, language };
      keep(entry);
      tell(statement, 'waiting', entry);
      pump();
    },
    /** Give up an answer in favour of somebody else's. */
    drop: forget,
    pump,
    pending: () => entries.size,
  };
}
