/** Tells screen readers politely what changed on the board, gathered so that it never chatters. */

const GATHER_MS = 2_500;

export class Announcer {
  constructor(region) {
    this.region = region;
    this.sentences = [];
    this.counted = new Map();
    this.timer = null;
  }

  /** One sentence, soon. */
  say(sentence) {
    this.sentences.push(sentence);
    this.#soon(200);
  }

  /** Counts things of one kind; `sentence(count)` is asked for when they are told together. */
  count(kind, number, sentence) {
    const before = this.counted.get(kind)?.number ?? 0;
    this.counted.set(kind, { number: before + number, sentence });
    this.#soon(GATHER_MS);
  }

  #soon(milliseconds) {
    this.timer ??= window.setTimeout(() => {
      this.timer = null;
      const counted = [...this.counted.values()].map(({ number, sentence }) => sentence(number));
      this.region.textContent = [...this.sentences, ...counted].join(' ');
      this.sentences = [];
      this.counted.clear();
    }, milliseconds);
  }
}
