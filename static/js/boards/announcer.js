/** Tells screen readers politely what changed on the board, gathered so that it never chatters. */

const GATHER_MS = 2_500;
const SOON_MS = 200;

export class Announcer {
  #sentences = new Map();
  #counted = new Map();
  #due = Infinity;
  #timer = null;

  constructor(region, { now = () => performance.now(), later = (call, after) => setTimeout(call, after), cancel = (timer) => clearTimeout(timer) } = {}) {
    Object.assign(this, { region, now, later, cancel });
  }

  /** One sentence, soon. Of several about one thing only the last is told. */
  say(sentence, about = sentence) {
    this.#sentences.delete(about);
    this.#sentences.set(about, sentence);
    this.#within(SOON_MS);
  }

  /** Counts things of one kind; `sentence(count)` is asked for when they are told together. */
  count(kind, number, sentence) {
    const before = this.#counted.get(kind)?.number ?? 0;
    this.#counted.set(kind, { number: before + number, sentence });
    this.#within(GATHER_MS);
  }

  #within(milliseconds) {
    const due = this.now() + milliseconds;
    if (due >= this.#due) return;
    this.#due = due;
    this.cancel(this.#timer);
    this.#timer = this.later(() => this.#tell(), milliseconds);
  }

  #tell() {
    const counted = [...this.#counted.values()].map(({ number, sentence }) => sentence(number));
    const told = [...this.#sentences.values(), ...counted];
    // A pause between two of them, where the first ends without one.
    this.region.textContent = told.map((one, index) => (index < told.length - 1 && !/[.!?…]$/.test(one) ? `${one}.` : one)).join(' ');
    this.#sentences.clear();
    this.#counted.clear();
    this.#due = Infinity;
  }
}
