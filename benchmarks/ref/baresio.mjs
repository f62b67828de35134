// Socket.IO's own server, in memory, without an account, a permission or a disk: one event per note, or with
// TICK_MS one per tick.
//   node baresio.mjs PORT [TICK_MS]
import http from 'node:http';
import { Server } from 'socket.io';

const port = +process.argv[2], tick = +process.argv[3] || 0;
const boards = new Map();
const gathered = new Map();
const httpServer = http.createServer();
const io = new Server(httpServer, { transports: ['websocket', 'polling'] });

io.on('connection', (socket) => {
  socket.on('join', ({ board }) => {
    socket.join(board);
    socket.emit('board', boards.get(board) || []);
  });
  socket.on('post', ({ board, col, text }, acknowledge) => {
    if (typeof text !== 'string' || text.length > 500 || !(col >= 0 && col < 12)) return;
    const notes = listOf(boards, board);
    const note = [notes.length + 1, col, text, socket.id, Date.now() / 1000];
    notes.push(note);
    if (tick) listOf(gathered, board).push(note);
    else io.to(board).emit('note', note);
    acknowledge?.(1, note[0]);
  });
});

if (tick) {
  setInterval(() => {
    for (const [board, notes] of gathered) io.to(board).emit('notes', notes);
    gathered.clear();
  }, tick);
}

httpServer.listen(port, '127.0.0.1');

function listOf(map, key) {
  if (!map.has(key)) map.set(key, []);
  return map.get(key);
}
