/**
 * The one socket of a page: subscribes feeds, repairs their gaps, sends commands, tells how it stands.
 *
 * States told to `onState`: connecting, connected, reconnecting, refused.
 */

import { io } from 'socket.io-client';
import { GAP } from './feed.js';

const ANSWER_WITHIN_MS = 10_000;
const ASK_AGAIN_MS = 1_000;

export class Connection extends EventTarget {
  #socket;
  #feeds = new Map();
  #retries = new Map();

  /**
   * `auth` says which of the cookie's seats is meant: {programme: slug, session: id}.
   * `extras` goes with every subscription, such as {view: "projector"}.
   */
  constructor({ auth = {}, extras = {} } = {}) {
    super();
    this.extras = extras;
    this.state = 'connecting';
    this.#socket = io({
      autoConnect: false,
      auth,
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      withCredentials: true,
      reconnectionDelay: 500,
      reconnectionDelayMax: 5_000,
      randomizationFactor: 0.6,
      timeout: 10_000,
    });
    this.#socket.on('connect', () => this.#connected());
    this.#socket.on('disconnect', (reason) => this.#disconnected(reason));
    this.#socket.on('connect_error', (error) => this.#failed(error));
    this.#socket.on('frame', (frame) => this.#frame(frame));
    this.#socket.on('presence', (detail) => this.#tell('presence', detail));
    this.#socket.on('left', (detail) => this.#left(detail));
    window.addEventListener('online', () => this.#socket.connected || this.#socket.connect());
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
    this.#become('connected');
    for (const feed of this.#feeds.values()) this.#ask(feed);
  }

  #disconnected(reason) {
    // "io server disconnect" is the server's decision; the client library does not try again by itself then.
    this.#become('reconnecting');
    if (reason === 'io server disconnect') window.setTimeout(() => this.#socket.connect(), ASK_AGAIN_MS);
  }

  #failed(error) {
    if (this.#socket.active) this.#become('reconnecting');
    else this.#become('refused', error.message);
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

  /** Tells who is here that somebody is writing; lost without harm. */
  tellTyping(subject, typing) {
    if (this.#socket.connected) this.#socket.volatile.emit('presence', { subject, typing });
  }
}
