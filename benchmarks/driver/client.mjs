// One person of the load: connects, joins, posts, and counts what comes back into the tally.
import { eachNote, noteText, Times } from './notes.mjs';
import { WebSocketClient } from './websocket.mjs';

const MOST_NOTES = 4_000_000;
const COMPLAINTS_SHOWN = 3;
// The first characters of Engine.IO and Socket.IO packets.
const OPEN = 48, PING = 50, MESSAGE = 52, CONNECTED = 48, REFUSED = 52;

export class Tally {
  sentAt = new Float64Array(MOST_NOTES);
  arrivals = new Uint16Array(MOST_NOTES);
  next = 1;
  // Notes from `first` to before `end` are measured.
  first = Infinity;
  end = Infinity;
  counting = false;
  delivery = new Times();
  acknowledgement = new Times();
  messages = 0;
  bytes = 0;
  deliveries = 0;
  doubled = 0;
  errors = 0;
  closes = 0;

  measures(number) {
    return number >= this.first && number < this.end;
  }

  complain(what, why) {
    if (++this.errors <= COMPLAINTS_SHOWN) console.error(what, why);
  }
}

export class Client {
  constructor(adapter, options, tally) {
    Object.assign(this, { adapter, options, tally });
    this.joined = false;
    this.closed = false;
    this.bytes = 0;
    this.seen = null; // per measured note: whether it has arrived here
    this.ready = new Promise((resolve, reject) => Object.assign(this, { resolve, reject }));
    this.began = performance.now();
    this.ws = new WebSocketClient(adapter.url(options));
    this.ws.on('message', (data) => this.receive(data));
    this.ws.on('open', () => adapter.socketio || adapter.onOpen(this, options));
    this.ws.on('error', (error) => tally.complain('connection:', error.message));
    this.ws.on('close', () => {
      tally.closes++;
      this.closed = true;
      this.reject(new Error('closed before it had joined'));
    });
  }

  post() {
    const number = this.tally.next++;
    this.tally.sentAt[number] = performance.now();
    this.ws.send(this.adapter.post(this, number, noteText(number, this.options.len), this.options));
  }

  receive(data) {
    this.bytes += data.length;
    if (this.tally.counting) {
      this.tally.messages++;
      this.tally.bytes += data.length;
    }
    // Marks are ASCII: no need to decode the rest.
    const text = data.latin1Slice();
    if (this.adapter.socketio && this.handshake(text)) return;
    if (!this.joined) this.tryToJoin(text);
    else this.count(text);
  }

  // Whether it was a packet of the transport.
  handshake(text) {
    const kind = text.charCodeAt(0);
    if (kind === PING) {
      this.ws.send('3');
    } else if (kind === OPEN) {
      this.ws.send(this.adapter.connectPacket ? this.adapter.connectPacket(this) : '40');
    } else if (kind === MESSAGE && text.charCodeAt(1) === CONNECTED) {
      this.adapter.onOpen(this, this.options);
    } else if (kind === MESSAGE && text.charCodeAt(1) === REFUSED) {
      this.tally.complain('not let in:', text.slice(0, 200));
      this.reject(new Error('not let in'));
    } else {
      return false;
    }
    return true;
  }

  tryToJoin(text) {
    if (!this.adapter.isJoined(text, this)) return;
    this.joined = true;
    this.joinedAt = performance.now();
    this.joinBytes = this.bytes;
    this.resolve();
  }

  count(text) {
    const now = performance.now();
    const { adapter, tally } = this;
    const acknowledged = adapter.ackSeq(text);
    if (acknowledged > 0) {
      if (tally.measures(acknowledged)) tally.acknowledgement.add(now - tally.sentAt[acknowledged]);
      return;
    }
    if (adapter.isError?.(text)) tally.complain('refused:', text.slice(0, 300));
    eachNote(text, (number) => {
      if (tally.counting) tally.deliveries++;
      tally.arrivals[number]++;
      if (!tally.measures(number)) return;
      tally.delivery.add(now - tally.sentAt[number]);
      if (!this.seen) return;
      if (this.seen[number - tally.first]) tally.doubled++;
      this.seen[number - tally.first] = 1;
    });
  }
}
