/** The wall of a session: follows it and its board, shows, takes nothing. */

import { BoardState } from '../boards/state.js';
import { Connection } from '../shared/connection.js';
import { Feed } from '../shared/feed.js';
import { Tickets } from '../shared/tickets.js';
import { goDark } from './leaving.js';
import { cities, first, room, session } from './room_data.js';
import { SessionState } from './session_state.js';
import { ServerClock, Timer } from './timer.js';
import { Wall } from './wall.js';
import { WallCanvas } from './wall_canvas.js';
import { drawWallFocus } from './wall_focus.js';
import { say } from '../shared/words.js';

const part = (name) => document.querySelector(`[data-part="${name}"]`);

const connection = new Connection({
  auth: { programme: session.programme, session: session.id },
  tickets: new Tickets(room.tickets),
  extras: { view: 'projector' },
});
const clock = new ServerClock();
const timer = new Timer({ clock, frames: [part('timer')], shows: [part('time')] });
const wall = new Wall({ holder: part('cards'), more: part('more'), heat: part('heat'), cities });
const canvas = new WallCanvas({ holder: part('canvas'), more: part('more'), cities });
const sessionState = new SessionState(first.session?.snapshot);
const sessionFeed = new Feed(room.subject_session, sessionState, first.session?.revision ?? null);
let boardState = new BoardState(first.board?.snapshot);
let boardFeed = room.subject_board ? new Feed(room.subject_board, boardState, first.board?.revision ?? null) : null;
let drawing = false;
let dark = false;

function drawSoon() {
  if (drawing) return;
  drawing = true;
  window.requestAnimationFrame(() => {
    drawing = false;
    draw();
  });
}

function draw() {
  if (dark) return;
  const board = boardFeed && boardState.board;
  const step = sessionState.step();
  part('question').textContent = (board && (board.question || board.title)) || step?.question || step?.title || session.title;
  for (const name of document.querySelectorAll('[data-stage]')) name.hidden = name.dataset.stage !== (board ? board.stage : null);
  if (timer.endsAt !== sessionState.timer.ends_at) timer.set(sessionState.timer.ends_at);
  drawMoment(sessionState.session?.status ?? 'planned', Boolean(board));
  const shown = drawWallFocus(part('focus'), board ? boardState : null, cities);
  const asCanvas = board?.layout === 'canvas' && !shown;
  part('cards').hidden = !board || shown || asCanvas;
  part('canvas').hidden = !asCanvas;
  part('more').hidden = !board || shown;
  if (!board || asCanvas) part('heat').hidden = true;
  if (asCanvas) canvas.draw(boardState);
  else if (board && !shown) wall.draw(boardState);
}

/** Welcomes who comes, thanks who leaves, and shows how to join while one can. */
function drawMoment(status, hasBoard) {
  for (const text of document.querySelectorAll('[data-wall]')) text.hidden = hasBoard || text.dataset.wall !== status;
  document.getElementById('main').classList.toggle('wall-page--talk', status === 'running' && !hasBoard);
  part('wall-thanks').hidden = !hasBoard || status !== 'ended';
  part('wall-stage').hidden = status === 'ended';
  const join = part('wall-join');
  if (join) join.hidden = !['planned', 'running'].includes(status);
}

function follow(wanted) {
  const subject = wanted === null ? null : `board:${wanted}`;
  if (subject === (boardFeed?.subject ?? null)) return;
  if (boardFeed) connection.unfollow(boardFeed.subject);
  boardState = new BoardState();
  boardFeed = subject ? new Feed(subject, boardState, null) : null;
  if (boardFeed) connection.follow(boardFeed);
}

connection.addEventListener('changed', ({ detail }) => {
  if (detail.subject === sessionFeed.subject) {
    if (sessionState.now) clock.learn(sessionState.now);
    sessionState.now = null;
    follow(sessionState.session?.board ?? null);
  }
  drawSoon();
});
connection.addEventListener('state', ({ detail }) => {
  part('connection').dataset.state = detail.state;
});
connection.addEventListener('left', ({ detail }) => {
  if (detail.subject !== sessionFeed.subject) return;
  dark = true;
  connection.close();
  goDark(detail.reason || say('left_room'));
});
window.addEventListener('resize', drawSoon);
document.fonts?.ready.then(drawSoon);

if (sessionState.now) clock.learn(sessionState.now);
draw();
connection.follow(sessionFeed);
if (boardFeed) connection.follow(boardFeed);
connection.open();
