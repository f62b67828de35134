/**
 * A text that saves itself while it is typed, pure: what is not saved yet is kept on this device, one saving is
 * on its way at a time, and a text that somebody else saved meanwhile is never written over unseen.
 *
 * A text is {text, language}; what the server has is {text, language, revision}. States:
 *   saved     the server has it
 *   writing   not sent yet
 *   saving    on its way
 *   waiting   there was no answer: it is sent again
 *   conflict  somebody else saved another text; see `theirs` and `resolve`
 *   refused   answered with a sentence; sent again when the text changes
 */

export const PAUSE = 1_000;
const RETRY_FIRST = 1_500;
const RETRY_MOST = 20_000;

const same = (one, other) => one.text.trim() === other.text.trim() && one.language === other.language;

export class TextSaving {
  #send;
  #ask;
  #store;
  #newId;
  #later;
  #changed;
  #cancel = null;
  #sending = null;
  #busy = false;
  #failures = 0;

  /**
   * `base`: what the page came with. `send({operation_id, text, language, revision})`: a promise of the answer,
   * rejects when none came. `ask()`: a promise of what the server has now. `store`: {load() -> value or null,
   * keep(value) -> whether it outlives the page, drop()}. `later(ms, call)` returns a cancel.
   */
  constructor({ base, send, ask, store, newId, later, changed = () => {} }) {
    this.base = base;
    this.text = { text: base.text, language: base.language };
    this.#send = send;
    this.#ask = ask;
    this.#store = store;
    this.#newId = newId;
    this.#later = later;
    this.#changed = changed;
    this.state = 'saved';
    this.theirs = null;
    this.reason = '';
    this.kept = true;
  }

  /** Takes up what was left on this device; true if that differs from what the page came with. */
  resume() {
    const left = this.#store.load();
    if (!left) return false;
    if (same(left.text, this.base)) {
      this.#store.drop();
      return false;
    }
    this.text = left.text;
    // An answer may have been lost: asked again under its own id, the server tells what became of it.
    this.#sending = left.sending ?? null;
    if (!this.#sending) this.base = { ...this.base, revision: left.revision };
    this.#show('writing');
    this.flush();
    return true;
  }

  edit(text) {
    this.text = { ...text };
    this.#keep();
    if (this.theirs) return;
    this.#show('writing');
    this.#wait(PAUSE);
  }

  async flush() {
    this.#cancel?.();
    if (this.#busy || this.theirs) return;
    if (!this.#sending) {
      if (same(this.text, this.base)) {
        this.#store.drop();
        this.#show('saved');
        return;
      }
      this.#sending = { operation_id: this.#newId(), ...this.text, revision: this.base.revision };
      this.#keep();
    }
    this.#busy = true;
    this.#show('saving');
    const answer = await this.#send(this.#sending).catch(() => null);
    this.#busy = false;
    await this.#answered(answer);
  }

  async #answered(answer) {
    if (!answer || answer.code === 'busy') {
      this.#failures += 1;
      this.#show('waiting');
      this.#wait(Math.min(RETRY_FIRST * 2 ** (this.#failures - 1), RETRY_MOST));
      return;
    }
    this.#failures = 0;
    const sent = this.#sending;
    this.#sending = null;
    if (answer.ok) {
      this.base = { text: sent.text, language: sent.language, revision: answer.result.revision };
      this.#keep();
      if (same(this.text, this.base)) await this.flush();
      else this.edit(this.text);
    } else if (answer.code === 'conflict') {
      await this.#meet();
    } else {
      this.reason = answer.message ?? '';
      this.#keep();
      this.#show('refused');
    }
  }

  /** Somebody else was there: what the server has now is shown beside the own text. */
  async #meet() {
    const now = await this.#ask().catch(() => null);
    if (!now) {
      this.#failures += 1;
      this.#show('waiting');
      this.#wait(RETRY_FIRST);
      return;
    }
    if (same(this.text, now)) {
      this.base = now;
      await this.flush();
      return;
    }
    this.theirs = now;
    this.#keep();
    this.#show('conflict');
  }

  /** Settles a conflict by "mine", "theirs" or "both"; returns the text that stands now. */
  resolve(how) {
    const theirs = this.theirs;
    this.theirs = null;
    this.base = { text: theirs.text, language: theirs.language, revision: theirs.revision };
    if (how === 'theirs') this.text = { text: theirs.text, language: theirs.language };
    if (how === 'both') this.text = { ...this.text, text: [theirs.text, this.text.text].filter(Boolean).join('\n\n') };
    this.#keep();
    this.flush();
    return this.text;
  }

  #wait(milliseconds) {
    this.#cancel?.();
    this.#cancel = this.#later(milliseconds, () => this.flush());
  }

  #keep() {
    this.kept = this.#store.keep({ text: this.text, revision: this.base.revision, sending: this.#sending });
  }

  #show(state) {
    this.state = state;
    this.#changed(this);
  }
}
