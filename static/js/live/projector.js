/** The wall of a session: follows it and its board, shows, takes nothing. Any key arms its sound; D turns it dark or light. */

import { BoardState } from '../boards/state.js';
import { belongsToComposition } from '../shared/composing.js';
import { Connection } from '../shared/connection.js';
import { Feed } from '../shared/feed.js';
import { Kept } from '../shared/kept.js';
import { Tickets } from '../shared/tickets.js';
import { say, sayCount } from '../shared/words.js';
import { shownOn } from './focus.js';
import { goDark } from './leaving.js';
import { Presence } from './presence.js';
import { cities, first, room, session, wall as told } from './room_data.js';
import { SessionState } from './session_state.js';
import { Sound } from './sound.js';
import { ServerClock } from './timer.js';
import { Wall } from './wall.js';
import { roundOf } from './wall_breakouts.js';
import { WallEnd } from './wall_end.js';
import { fitCells } from './wall_fit.js';
import { pollOf } from './wall_polls.js';
import { headingOf, lastRecord, mayJoin, pictureOf } from './wall_state.js';
import { WallTimer } from './wall_timer.js';

const TICK_MS = 250;
const THEME = 'wall-theme';
/** How large the heading may become, as a multiple of the smallest letters. */
const HEADINGS = { text: 5, lobby: 2.6, break: 2.6, writing: 2.6, polls: 2.4, voting: 2.2, end: 2.2 };
const HEADING = 1.9;
/** Pictures that change with the time of day. */
const LIVING = new Set(['break']);
/** Where the last decision has room and is of use. */
const WITH_RECORD = new Set(['text', 'cards', 'results', 'canvas', 'report_back', 'heat', 'focus']);

const part = (name) => document.querySelector(`[data-part="${name}"]`);
const page = document.getElementById('main');

const connection = new Connection({
  auth: { programme: session.programme, session: session.id },
  tickets: new Tickets(room.tickets),
  extras: { view: 'projector' },
});
const clock = new ServerClock();
const sound = new Sound();
const kept = new Kept();
const presence = new Presence();
const timer = new WallTimer({ frame: part('timer'), show: part('time'), paused: part('timer-paused'), up: () => sound.ring() });
const more = part('more');
const wall = new Wall({ page, holder: part('picture'), more: (count) => { more.textContent = count ? sayCount('more', count) : ''; } });
const end = new WallEnd(part('end'));
const figure = part('heat');
const sessionState = new SessionState(first.session?.snapshot);
const sessionFeed = new Feed(room.subject_session, sessionState, first.session?.revision ?? null);
let boardState = new BoardState(first.board?.snapshot);
let boardFeed = room.subject_board ? new Feed(room.subject_board, boardState, first.board?.revision ?? null) : null;
let drawing = false;
let dark = false;
let picture = null;
let headed = '';
let followed = false;

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
  const board = boardFeed && boardState.board ? boardState : null;
  const now = clock.now();
  picture = pictureOf(sessionState, board, Boolean(board && shownOn(board)));
  page.dataset.picture = picture;
  drawFrame(board, now);
  wall.draw(picture, {
    session: sessionState, board, presence, cities, now, figure, expected: session.cities ?? [], seat: told.seat, zone: told.zone,
    place: told.place, language: document.documentElement.lang,
  });
}

/** What stands around every picture: its heading, the board's stage, how to join, the last decision. */
function drawFrame(board, now) {
  const stage = board && ['writing', 'text', 'cards', 'canvas', 'voting', 'results'].includes(picture) ? board.board.stage : null;
  for (const name of document.querySelectorAll('[data-stage]')) name.hidden = name.dataset.stage !== stage;
  const join = part('wall-join');
  if (join) join.hidden = !mayJoin(sessionState, { until: told.join_until, now }) || picture === 'end';
  const record = WITH_RECORD.has(picture) ? lastRecord(sessionState) : null;
  part('record').hidden = !record;
  if (record) {
    part('record-kind').textContent = say(`wall_${record.kind}`);
    part('record-text').textContent = record.text;
    part('record-simulated').hidden = !record.simulated;
  }
  part('end').hidden = picture !== 'end';
  end.show(picture === 'end');
  drawTime(now);
  drawHeading(board);
  const title = picture === 'lobby' || picture === 'end' ? '' : sessionState.step()?.title ?? '';
  part('part-title').textContent = title === part('question').textContent ? '' : title;
}

function drawHeading(board) {
  const poll = picture === 'polls' ? pollOf(sessionState) : null;
  const round = picture === 'breakouts' ? roundOf(sessionState) : null;
  const text = poll?.question || round?.title || headingOf(picture, sessionState, board, session.title);
  const heading = part('question');
  const key = JSON.stringify([picture, text, window.innerWidth, window.innerHeight, part('wall-join')?.hidden]);
  if (key === headed) return;
  headed = key;
  heading.textContent = text;
  fitCells([heading], { most: HEADINGS[picture] ?? HEADING });
}

function drawTime(now) {
  const round = picture === 'breakouts' ? roundOf(sessionState) : null;
  const own = sessionState.timer;
  const shown = own.ends_at || own.left || !round?.ends_at ? own : { ends_at: round.ends_at, left: null };
  timer.draw(sessionState.session?.status === 'running' ? shown : null, now);
}

function follow(wanted) {
  const subject = wanted === null ? null : `board:${wanted}`;
  if (subject === (boardFeed?.subject ?? null)) return;
  if (boardFeed) connection.unfollow(boardFeed.subject);
  boardState = new BoardState();
  boardFeed = subject ? new Feed(subject, boardState, null) : null;
  if (boardFeed) connection.follow(boardFeed);
}

function learnTime() {
  if (sessionState.now) clock.learn(sessionState.now);
  sessionState.now = null;
}

connection.addEventListener('changed', ({ detail }) => {
  if (detail.subject === sessionFeed.subject) {
    if (!followed) tellSound();
    followed = true;
    learnTime();
    follow(sessionState.session?.board ?? null);
  }
  drawSoon();
});
connection.addEventListener('state', ({ detail }) => {
  part('connection').dataset.state = detail.state;
  followed = false;
  if (detail.state === 'connected') presence.reset();
});
/** Those who lead see whether the wall can be heard. */
const tellSound = () => connection.tellSound(sessionFeed.subject, sound.armed);
sound.addEventListener('changed', tellSound);
connection.addEventListener('presence', ({ detail }) => {
  if (detail.subject !== sessionFeed.subject) return;
  presence.take(detail);
  drawSoon();
});
connection.addEventListener('left', ({ detail }) => {
  if (detail.subject !== sessionFeed.subject) return;
  dark = true;
  connection.close();
  goDark(detail.reason || say('left_room'));
});

/* The one who stands at the projector's computer: any key or press lets it be heard, D changes its look. */

function look(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
}

function turnLook() {
  const isDark = document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === 'dark'
    : window.matchMedia('(prefers-color-scheme: dark)').matches;
  look(isDark ? 'light' : 'dark');
  kept.set(THEME, isDark ? 'light' : 'dark');
}

window.addEventListener('keydown', (event) => {
  if (belongsToComposition(event)) return;
  if (event.key.toLowerCase() === 'd' && !event.ctrlKey && !event.metaKey && !event.altKey) turnLook();
});
sound.armOn();
window.addEventListener('resize', drawSoon);
document.fonts?.ready.then(() => {
  headed = '';
  drawSoon();
});

look(kept.get(THEME));
learnTime();
draw();
window.setInterval(() => {
  if (dark) return;
  drawTime(clock.now());
  if (LIVING.has(picture)) drawSoon();
}, TICK_MS);
connection.follow(sessionFeed);
if (boardFeed) connection.follow(boardFeed);
connection.open();
