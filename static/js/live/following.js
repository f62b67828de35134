/** What one follows in a room: the session, and the board that is open in it. Draws nothing. */

import { BoardState } from '../boards/state.js';
import { Feed } from '../shared/feed.js';
import { SessionState } from './session_state.js';

function boardIdOf(subject) {
  return subject ? Number(subject.split(':')[1]) : null;
}

/**
 * The id of the board that one follows, null where none is open: that of the group that one looks at (`visiting`, kept in this
 * window alone), of one's own breakout while it meets, otherwise the session's. `session`: a SessionState.
 */
export function boardFor(session) {
  const breakout = session.breakouts?.get(session.visiting ?? session.mine.breakout);
  return breakout?.board ?? session.session?.board ?? null;
}

/**
 * Tells "session" and "board" when one of them changed, "moved" when another board is followed, "held" (detail:
 * whether) when the session went on without somebody who is writing, "left" with {subject, reason}.
 */
export class Following extends EventTarget {
  #connection;
  #isWriting;
  #wanted;
  #gathered;

  /** `first` and `room`: what the page was rendered with; `isWriting()`: whether one must not be torn away now. */
  constructor({ connection, first, room, isWriting }) {
    super();
    this.#connection = connection;
    this.#isWriting = isWriting;
    this.#wanted = boardIdOf(room.subject_board);
    this.session = new SessionState(first.session?.snapshot);
    this.#gathered = this.session.session?.gathered ?? 0;
    this.sessionFeed = new Feed(room.subject_session, this.session, first.session?.revision ?? null);
    this.board = new BoardState(first.board?.snapshot);
    this.boardFeed = room.subject_board ? new Feed(room.subject_board, this.board, first.board?.revision ?? null) : null;
    connection.addEventListener('changed', ({ detail }) => this.#changed(detail.subject));
    connection.addEventListener('left', ({ detail }) => this.#left(detail));
  }

  start() {
    this.#connection.follow(this.sessionFeed);
    if (this.boardFeed) this.#connection.follow(this.boardFeed);
  }

  /** Whether a board is followed and known. */
  get hasBoard() {
    return Boolean(this.boardFeed && this.board.board);
  }

  get feeds() {
    return [this.sessionFeed, this.boardFeed].filter(Boolean);
  }

  follows(subject) {
    return this.feeds.some((feed) => feed.subject === subject);
  }

  #tell(type, detail = null) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #changed(subject) {
    if (subject === this.sessionFeed.subject) {
      this.#tell('session');
      this.#follow();
    } else if (subject === this.boardFeed?.subject) this.#tell('board');
  }

  #left(detail) {
    if (detail.subject === this.boardFeed?.subject) this.boardFeed = null;
    this.#tell('left', detail);
  }

  /**
   * Goes where the session is, but tears nobody away from a sentence: they go along when they wish, or when whoever
   * leads brings everybody here. What they wrote is kept.
   */
  #follow() {
    const { gathered = 0 } = this.session.session ?? {};
    const wanted = boardFor(this.session);
    const called = gathered > this.#gathered;
    this.#gathered = gathered;
    const held = !called && wanted !== this.#wanted && this.#wanted !== null && this.#isWriting();
    this.#tell('held', held);
    if (!held) this.#go(wanted);
  }

  /** Goes where the session is at once, as somebody asked for it. */
  goAlong() {
    this.#tell('held', false);
    this.#go(boardFor(this.session));
  }

  #go(wanted) {
    if (wanted === this.#wanted) return;
    if (this.boardFeed) this.#connection.unfollow(this.boardFeed.subject);
    this.#wanted = wanted;
    this.board = new BoardState();
    this.boardFeed = wanted === null ? null : new Feed(`board:${wanted}`, this.board, null);
    if (this.boardFeed) this.#connection.follow(this.boardFeed);
    this.#tell('moved');
  }
}
