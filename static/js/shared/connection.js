/**
 * The one socket of a page: subscribes feeds, repairs their gaps, sends commands, tells how it stands.
 *
 * It begins with a WebSocket. Where that is refused, it goes on by long polling at once; where nobody answers, as
 * behind a proxy that holds it up, after one time-out, and from then on it begins with polling and tries to
 * upgrade, until that succeeds once.
 *
 * States told to `onState`: connecting, connected, reconnecting, refused.
 */

import { io } from 'socket.io-client';
import { GAP } from './feed.js';
import { Kept } from './kept.js';

const ANSWER_WITHIN_MS = 10_000;
const ASK_AGAIN_MS = 1_000;
const ASK_AGAIN_MOST_MS = 30_000;
/** How long a first WebSocket may take to open; long polling then takes over, and has more time. */
const OPENS_WITHIN_MS = 6_000;
const POLLS_WITHIN_MS = 12_000;
/** Remembered for this window: the next page, too, had better begin with polling. */
const POLLS_FIRST = 'polls-first';
/** After so many refusals in a row the reader is told. */
const TELL_AFTER = 3;

export class Connection extends EventTarget {
  #socket;
  #feeds = new Map();
  #retries = new Map();
  #tickets;
  #kept;
  #refusals = 0;

  /**
   * `auth` says which of the cookie's seats is meant: {programme: slug, session: id}; `tickets` (of tickets.js)
   * proves it where there is no cookie. `extras` goes with every subscription, such as {view: "projector"}.
   */
  constructor({ auth, tickets, extras = {}, kept = new Kept(() => window.sessionStorage) }) {
    super();
    this.#tickets = tickets;
    this.#kept = kept;
    this.extras = extras;
    this.state = 'connecting';
    this.#socket = io({
      autoConnect: false,
      auth: (give) => tickets.present().then((ticket) => give({ ...auth, ticket })),
      tryAllTransports: true,
      withCredentials: true,
      reconnectionDelay: 500,
      reconnectionDelayMax: 5_000,
      randomizationFactor: 0.6,
    });
    this.#order(this.#kept.get(POLLS_FIRST) !== null);
    this.#socket.on('connect', () => this.#connected());
    this.#socket.on('disconnect', (reason) => this.#disconnected(reason));
    this.#socket.on('connect_error', (error) => this.#failed(error));
    this.#socket.on('frame', (frame) => this.#frame(frame));
    this.#socket.on('presence', (detail) => this.#tell('presence', detail));
    this.#socket.on('left', (detail) => this.#left(detail));
    window.addEventListener('online', () => this.#socket.connected || this.#socket.connect());
    window.addEventListener('pagehide', () => this.#leave());
  }

  /** Which transport comes first, from the next attempt on. */
  #order(pollsFirst) {
    const manager = this.#socket.io;
    manager.opts.transports = pollsFirst ? ['polling', 'websocket'] : ['websocket', 'polling'];
    manager.timeout(pollsFirst ? POLLS_WITHIN_MS : OPENS_WITHIN_MS);
    if (pollsFirst) this.#kept.set(POLLS_FIRST, '1');
    else this.#kept.remove(POLLS_FIRST);
  }

  /** A WebSocket ends with its page; of one who polls the server would hear nothing for half a minute. */
  #leave() {
    const { engine } = this.#socket.io;
    if (!this.#socket.connected || engine.transport.name !== 'polling') return;
    navigator.sendBeacon?.(`${engine.opts.path}?EIO=4&transport=polling&sid=${engine.id}`, '1');
  }

  open() {
    this.#socket.connect();
  }

  close() {
    this.#socket.disconnect();
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #become(state, detail = null) {
    this.state = state;
    this.#tell('state', { state, detail });
  }

  #connected() {
    this.#refusals = 0;
    const { engine } = this.#socket.io;
    if (engine.transport.name === 'websocket') this.#order(false);
    else engine.once('upgrade', () => this.#order(false));
    this.#become('connected');
    for (const feed of this.#feeds.values()) this.#ask(feed);
  }

  #disconnected(reason) {
    // "io server disconnect" is the server's decision; the client library does not try again by itself then.
    this.#become('reconnecting');
    if (reason === 'io server disconnect') this.#connectLater(ASK_AGAIN_MS);
  }

  #connectLater(milliseconds) {
    window.setTimeout(() => this.#socket.connect(), milliseconds);
  }

  #failed(error) {
    if (this.#socket.active) {
      // The client library tries again by itself.
      if (error.message === 'timeout') this.#order(true);
      this.#become('reconnecting');
      return;
    }
    this.#refused(error.message, error.data ?? {});
  }

  /** The server has answered and refuses; some refusals pass. */
  #refused(sentence, { code, retry_after: seconds = 0 }) {
    if (code !== 'old_ticket' && code !== 'busy') {
      this.#become('refused', sentence);
      return;
    }
    if (code === 'old_ticket') this.#tickets.refused();
    const pause = Math.min(ASK_AGAIN_MOST_MS, this.#refusals * ASK_AGAIN_MS);
    this.#refusals += 1;
    this.#connectLater(Math.max(pause, seconds * 1000));
    if (code === 'busy' || this.#refusals > TELL_AFTER) this.#become('refused', sentence);
    else this.#become('reconnecting');
  }

  /** Follows a feed from its revision on; its model is merged before "changed" is told. */
  follow(feed) {
    this.#feeds.set(feed.subject, feed);
    if (this.#socket.connected) this.#ask(feed);
  }

  unfollow(subject) {
    if (!this.#feeds.delete(subject)) return;
    window.clearTimeout(this.#retries.get(subject));
    if (this.#socket.connected) this.#socket.emit('unsubscribe', { subject }, () => {});
  }

  async #ask(feed) {
    window.clearTimeout(this.#retries.get(feed.subject));
    const socketId = this.#socket.id;
    const request = { ...feed.ask(), ...this.extras };
    let answer;
    try {
      answer = await this.#socket.timeout(ANSWER_WITHIN_MS).emitWithAck('subscribe', request);
    } catch {
      if (this.#isCurrent(feed, socketId)) this.#askLater(feed, ASK_AGAIN_MS);
      return;
    }
    if (!this.#isCurrent(feed, socketId)) return;
    if (!answer.ok) {
      if (answer.code === 'busy') this.#askLater(feed, (answer.retry_after ?? 1) * 1000);
      else this.#left({ subject: feed.subject, reason: answer.message });
      return;
    }
    const outcome = feed.answered(answer);
    this.#tell('changed', { subject: feed.subject, snapshot: Boolean(answer.snapshot) });
    if (answer.presence) this.#tell('presence', { subject: feed.subject, ...answer.presence });
    if (outcome === GAP) this.#askLater(feed, ASK_AGAIN_MS);
  }

  #isCurrent(feed, socketId) {
    return this.#feeds.get(feed.subject) === feed && this.#socket.connected && this.#socket.id === socketId;
  }

  #askLater(feed, milliseconds) {
    this.#retries.set(feed.subject, window.setTimeout(() => {
      if (this.#feeds.get(feed.subject) === feed && this.#socket.connected) this.#ask(feed);
    }, milliseconds));
  }

  #frame(frame) {
    const feed = this.#feeds.get(frame.subject);
    if (!feed) return;
    const outcome = feed.receive(frame);
    if (outcome === GAP) this.#ask(feed);
    else this.#tell('changed', { subject: frame.subject, snapshot: false });
  }

  #left(detail) {
    this.#feeds.delete(detail.subject);
    this.#tell('left', detail);
  }

  /** Sends one command; resolves with its acknowledgement, rejects when none came. */
  send(command) {
    return this.#socket.timeout(ANSWER_WITHIN_MS).emitWithAck('command', command);
  }

  /** Tells who is here that somebody is writing, and at which place of several; lost without harm. */
  tellTyping(subject, typing, at = undefined) {
    if (!this.#socket.connected) return;
    // That one goes on may be lost where the line is busy, that one has stopped may not: it comes right behind the note.
    (typing ? this.#socket.volatile : this.#socket).emit('presence', { subject, typing, at });
  }

  /** A projector tells those who lead whether its sound is armed. */
  tellSound(subject, armed) {
    if (this.#socket.connected) this.#socket.emit('presence', { subject, sound: armed });
  }
}
