// The program, through its own live protocol. Needs --code JOINCODE; --board NUMBER where another than the open
// one is meant, --http http://... where the pages have another address than the sockets.
const PEOPLE_AT_ONCE = 20;
const seats = [];
const begun = Math.random().toString(16).slice(2, 10).padEnd(8, '0');
let area = 0, board = 0, operations = 0;

const operationId = () => `${begun}-0000-4000-8000-${(++operations).toString(16).padStart(12, '0')}`;
const isAcknowledgement = (text) => text.startsWith('43');

async function takeSeat(options, number) {
  const address = options.http || options.url.replace(/^ws/, 'http');
  const answer = await fetch(`${address}/api/v1/join`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: options.code, name: `Load ${number}`, city: null, organisation: 'Load test' }),
  });
  if (answer.status !== 201) throw new Error(`join ${answer.status} ${(await answer.text()).slice(0, 120)}`);
  const joined = await answer.json();
  board = options.board ? +options.board : joined.board;
  if (!board) throw new Error('no board is open in that session');
  seats.push(joined.seat);
}

export default {
  name: 'facilitation',
  socketio: true,
  // Seats are taken before the clock starts; two more for those who fill the board.
  async setup(options) {
    for (let taken = 0; taken < options.n + 2; taken += PEOPLE_AT_ONCE) {
      const numbers = Array.from({ length: Math.min(PEOPLE_AT_ONCE, options.n + 2 - taken) }, (_, at) => taken + at);
      await Promise.all(numbers.map((number) => takeSeat(options, number)));
    }
  },
  url: (options) => `${options.url}/socket.io/?EIO=4&transport=websocket`,
  connectPacket: () => '40' + JSON.stringify({ seat: seats.pop() }),
  onOpen(client) {
    client.ws.send('420' + JSON.stringify(['subscribe', { subject: `board:${board}`, revision: null }]));
  },
  isJoined(text, client) {
    if (!text.startsWith('430[')) return false;
    const [answer] = JSON.parse(text.slice(3));
    if (!answer.ok) {
      client.reject(new Error(`subscribe: ${answer.message}`));
      return false;
    }
    area ||= answer.snapshot.areas[0].id;
    return true;
  },
  post(client, number, text) {
    const payload = { board, area, text };
    return `42${number}` + JSON.stringify(['command', { name: 'note.post', operation_id: operationId(), payload }]);
  },
  ackSeq: (text) => (isAcknowledgement(text) && /"ok": ?true/.test(text) ? parseInt(text.slice(2), 10) : 0),
  isError: (text) => isAcknowledgement(text) && /"ok": ?false/.test(text),
};
