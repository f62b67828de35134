// ref/barews.mjs: the client sends the note, the server answers "a<number>" and sends the note to everybody.
export default {
  name: 'barews',
  socketio: false,
  url: (options) => options.url,
  onOpen(client) {
    client.ws.send('{"t":"join"}');
  },
  isJoined: (text) => text.startsWith('{"t":"board"'),
  post: (client, number, text) => JSON.stringify({ t: 'post', q: number, col: number % 4, text }),
  ackSeq: (text) => (text.startsWith('a') ? +text.slice(1) : 0),
};
