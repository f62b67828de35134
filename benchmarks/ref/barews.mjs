// The floor: `ws` alone, in memory, without an account, a permission or a disk. A frame is encoded once and
// written to every socket: one per note, or with TICK_MS one per tick.
//   node barews.mjs PORT [TICK_MS]
import { Sender, WebSocketServer } from 'ws';

const port = +process.argv[2], tick = +process.argv[3] || 0;
const notes = [];
let gathered = [];
const server = new WebSocketServer({ port, host: '127.0.0.1', perMessageDeflate: false });

server.on('connection', (client) => client.on('message', (data) => {
  const message = JSON.parse(data);
  if (message.t === 'join') {
    client.joined = true;
    client.send(JSON.stringify({ t: 'board', notes }));
    return;
  }
  const { q, col, text } = message;
  if (typeof text !== 'string' || text.length > 500 || !(col >= 0 && col < 12)) return;
  const note = [notes.length + 1, col, text, 'anon', Date.now() / 1000];
  notes.push(note);
  client.send(`a${q}`);
  if (tick) gathered.push(note);
  else sendToAll({ t: 'note', n: note });
}));

if (tick) {
  setInterval(() => {
    if (!gathered.length) return;
    sendToAll({ t: 'notes', n: gathered });
    gathered = [];
  }, tick);
}

function sendToAll(message) {
  const payload = Buffer.from(JSON.stringify(message));
  const frame = Sender.frame(payload, { fin: true, opcode: 1, mask: false, readOnly: true, rsv1: false });
  const bytes = Buffer.concat(frame);
  for (const client of server.clients) {
    if (client.readyState === 1 && client.joined) client._socket.write(bytes);
  }
}
