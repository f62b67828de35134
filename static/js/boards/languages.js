/** The languages that notes are written in: which one is the session's own, and what the others are called. */

export class Languages {
  /** `own`: the session's; `known`: {code: name in the reader's language}. */
  constructor({ own, known }) {
    Object.assign(this, { own, known });
  }

  get codes() {
    return Object.keys(this.known);
  }

  /** What a card says of a text that is not in the session's language; '' where there is nothing to say. */
  tag(code) {
    return !code || code === this.own ? '' : this.known[code] ?? code;
  }

  /** The language that a person most likely writes in: the page's, if it is one of those. */
  likely(page) {
    return page in this.known ? page : this.own;
  }
}
