/**
 * Operations on their way to the server, pure: kept until acknowledged, sent one after the other in the order
 * they were made, each again under its own operation id until an answer comes.
 *
 * An entry: {operation_id, name, payload, at, until, state, attempts, answer}; its state:
 *   waiting  kept here, not yet answered
 *   saved    acknowledged (= committed); held in memory until the board shows it, see `forgetSeen`
 *   refused  answered with a sentence; kept until the person takes the text back or throws it away
 */

export const WAITING = 'waiting';
export const SAVED = 'saved';
export const REFUSED = 'refused';

const RETRY_AFTER_SECONDS = 1;
const RETRY_MOST_SECONDS = 15;

export class Outbox {
  #storage;
  #send;
  #newId;
  #now;
  #later;
  #changed;
  #sending = null;
  #pause = null;
  #failures = 0;

  /**
   * `storage`: {load() -> entries, put(entry), remove(operation_id)}, see outbox_storage.js.
   * `send(entry)`: a promise of the acknowledgement; rejects when none came. `later(ms, call)` returns a cancel.
   */
  constructor({ storage, send, newId, now = Date.now, later, changed = () => {} }) {
    this.#storage = storage;
    this.#send = send;
    this.#newId = newId;
    this.#now = now;
    this.#later = later;
    this.#changed = changed;
    this.connected = false;
    this.entries = this.#storage.load().sort((one, other) => one.at - other.at);
  }

  #drop(entry) {
    this.entries = this.entries.filter((other) => other !== entry);
    this.#storage.remove(entry.operation_id);
  }

  /**
   * Takes an operation and returns its entry. With `lifetime` (ms) it is given up, as refused with code
   * "not_sent", when no answer came in that time: what steers a room must not happen minutes later.
   */
  put(name, payload, { lifetime = null } = {}) {
    const last = this.entries.at(-1)?.at ?? 0;
    const at = Math.max(this.#now(), last + 1);
    const entry = {
      operation_id: this.#newId(),
      name,
      payload,
      at,
      until: lifetime === null ? null : this.#now() + lifetime,
      state: WAITING,
      attempts: 0,
      answer: null,
    };
    this.entries.push(entry);
    this.#storage.put(entry);
    this.#changed(entry);
    this.flush();
    return entry;
  }

  online() {
    this.connected = true;
    this.#failures = 0;
    this.#wake();
    this.flush();
  }

  /** The connection is gone: what was on its way counts as unanswered. */
  offline() {
    this.connected = false;
    this.#sending = null;
    this.#wake();
    this.#giveUpLate();
  }

  waiting() {
    return this.entries.filter((entry) => entry.state === WAITING);
  }

  /** Sends the oldest waiting entry, unless one is on its way or a pause was asked for. */
  flush() {
    this.#giveUpLate();
    if (!this.connected || this.#sending || this.#pause) return;
    const entry = this.entries.find((candidate) => candidate.state === WAITING);
    if (!entry) return;
    const attempt = { entry };
    this.#sending = attempt;
    // Kept before it goes: after a reload one must know that it may have been committed.
    entry.attempts += 1;
    this.#storage.put(entry);
    this.#send({ name: entry.name, operation_id: entry.operation_id, payload: entry.payload }).then(
      (answer) => this.#answered(attempt, answer),
      () => this.#unanswered(attempt),
    );
  }

  #answered(attempt, answer) {
    // An answer that outlived its connection still counts: the operation is the same.
    if (this.#sending === attempt) this.#sending = null;
    const { entry } = attempt;
    if (entry.state !== WAITING || !this.entries.includes(entry)) return this.flush();
    this.#failures = 0;
    if (answer?.ok) {
      entry.state = SAVED;
      entry.answer = answer;
      this.#storage.remove(entry.operation_id);
    } else if (answer?.code === 'busy') {
      this.#rest((answer.retry_after ?? RETRY_AFTER_SECONDS) * 1000);
      this.#changed(entry);
      return;
    } else {
      this.#refuse(entry, answer ?? { ok: false, code: 'invalid', message: '' });
    }
    this.#changed(entry);
    this.flush();
  }

  #unanswered(attempt) {
    if (this.#sending !== attempt) return;
    this.#sending = null;
    this.#failures += 1;
    this.#giveUpLate();
    this.#rest(Math.min(RETRY_AFTER_SECONDS * 2 ** (this.#failures - 1), RETRY_MOST_SECONDS) * 1000);
  }

  #refuse(entry, answer) {
    entry.state = REFUSED;
    entry.answer = answer;
    this.#storage.put(entry);
  }

  #giveUpLate() {
    for (const entry of this.entries) {
      if (entry.state === WAITING && entry.until !== null && entry.until < this.#now() && this.#sending?.entry !== entry) {
        this.#refuse(entry, { ok: false, code: 'not_sent', message: '' });
        this.#changed(entry);
      }
    }
  }

  #rest(milliseconds) {
    this.#wake();
    this.#pause = this.#later(milliseconds, () => {
      this.#pause = null;
      this.flush();
    });
  }

  #wake() {
    this.#pause?.();
    this.#pause = null;
  }

  /** Sends a refused entry again under the same id: a refusal is judged anew. */
  tryAgain(operationId) {
    const entry = this.#find(operationId, REFUSED);
    if (!entry) return;
    entry.state = WAITING;
    entry.answer = null;
    this.#storage.put(entry);
    this.#changed(entry);
    this.flush();
  }

  /**
   * Takes an entry out and returns it: a refused one, or a waiting one that was never sent.
   * One that was sent may have been committed, so it can't be taken back: null.
   */
  takeBack(operationId) {
    const entry = this.entries.find((candidate) => candidate.operation_id === operationId);
    const free = entry && (entry.state === REFUSED || (entry.state === WAITING && entry.attempts === 0));
    if (!free) return null;
    this.#drop(entry);
    this.#changed(entry);
    return entry;
  }

  /** Forgets saved entries of a subject once its revision covers them: the board itself shows them now. */
  forgetSeen(subject, revision) {
    this.entries = this.entries.filter(
      (entry) => !(entry.state === SAVED && entry.answer.subject === subject && entry.answer.revision <= revision),
    );
  }

  /** Forgets a saved entry at once: nobody waits for a board to show it. */
  forget(operationId) {
    const entry = this.#find(operationId, SAVED);
    if (entry) this.#drop(entry);
  }

  #find(operationId, state) {
    return this.entries.find((entry) => entry.operation_id === operationId && entry.state === state);
  }
}
