// ref/baresio.mjs: an acknowledged "post", the room's events "note" (one) or "notes" (several).
export default {
  name: 'baresio',
  socketio: true,
  url: (options) => `${options.url}/socket.io/?EIO=4&transport=websocket`,
  onOpen(client, options) {
    client.ws.send('42' + JSON.stringify(['join', { board: options.room }]));
  },
  isJoined: (text) => text.startsWith('42["board"'),
  post: (client, number, text, options) =>
    `42${number}` + JSON.stringify(['post', { board: options.room, col: number % 4, text }]),
  ackSeq: (text) => (text.startsWith('43') ? parseInt(text.slice(2), 10) : 0),
};
