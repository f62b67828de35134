/** The live room: wires the connection, the outbox and the board to the page. Holds no rules of its own. */

import { Announcer } from '../boards/announcer.js';
import { BoardView } from '../boards/board_view.js';
import { enableCardActions } from '../boards/card_actions.js';
import { Composer } from '../boards/composer.js';
import { Grouping } from '../boards/grouping.js';
import { enableArrowKeys, enableListView } from '../boards/list_view.js';
import { ClusterMenu, NoteMenu } from '../boards/note_menu.js';
import { Outbox, REFUSED, SAVED, WAITING } from '../boards/outbox.js';
import { outboxStorage } from '../boards/outbox_storage.js';
import { pendingOn, votesLeft } from '../boards/pending.js';
import { BoardState, isOpen, takesNotes } from '../boards/state.js';
import { drawDots } from '../boards/votes.js';
import { Connection } from '../shared/connection.js';
import { enableDialogs } from '../shared/dialogs.js';
import { Feed } from '../shared/feed.js';
import { newOperationId } from '../shared/operation_id.js';
import { say, sayCount } from '../shared/words.js';
import { Console, enableConsoleToggle } from './console.js';
import { drawHeat } from './heat_figure.js';
import { counted } from './heat_map.js';
import { Presence, enableTyping } from './presence.js';
import { cities, first, owner, room, session } from './room_data.js';
import { Refusals } from './refusals.js';
import { SessionState } from './session_state.js';
import { enableSignals } from './signals.js';
import { Status } from './status.js';
import { ServerClock, Timer } from './timer.js';

const STEERING_LIFETIME_MS = 10_000;

const leads = room.role === 'facilitator';
const part = (name) => document.querySelector(`[data-part="${name}"]`);
const dialog = (id) => document.getElementById(id);

const connection = new Connection({ auth: { programme: session.programme, session: session.id } });
const sessionState = new SessionState(first.session?.snapshot);
const sessionFeed = new Feed(room.subject_session, sessionState, first.session?.revision ?? null);
let boardState = new BoardState(first.board?.snapshot);
let boardFeed = room.subject_board ? new Feed(room.subject_board, boardState, first.board?.revision ?? null) : null;
let wantedBoard = boardIdOf(room.subject_board);

const status = new Status();
const announcer = new Announcer(part('announcer'));
const presence = new Presence();
const clock = new ServerClock();
const timer = new Timer({ clock, frames: [part('timer')], shows: [part('time'), part('console-time')].filter(Boolean) });
const selection = new Set();
const board = part('board');
const view = new BoardView(board, { cities, viewer: { leads, city: room.city, name: room.name }, selection });
const composer = new Composer(document.querySelector('[data-behaviour="composer"]'), { owner });
const outbox = new Outbox({
  storage: outboxStorage(owner),
  send: (command) => connection.send(command),
  newId: () => newOperationId(),
  later: (milliseconds, call) => {
    const id = window.setTimeout(call, milliseconds);
    return () => window.clearTimeout(id);
  },
  changed: operationChanged,
});
let everSent = outbox.entries.length > 0;

const keep = (name, payload) => outbox.put(name, payload);
const steer = (name, payload) => outbox.put(name, payload, { lifetime: STEERING_LIFETIME_MS });
const noteMenu = new NoteMenu({ dialog: dialog('note-dialog'), editDialog: dialog('edit-dialog'), run: keep, leads });
const clusterMenu = new ClusterMenu({ dialog: dialog('cluster-dialog'), run: keep });
const grouping = new Grouping({ bar: part('group-bar'), dialog: dialog('group-dialog'), selection, run: keep, redraw: redrawSoon });
const refusals = new Refusals({ outbox: () => outbox, composer, status, announcer, state: () => boardState, leads });
const typing = enableTyping(composer, (on) => connection.tellTyping(sessionFeed.subject, on));
const signals = enableSignals(document, { sessionId: session.id, run: steer });
const desk = leads
  ? new Console(dialog('console'), { sessionId: session.id, cities, steer, keep, endDialog: dialog('end-dialog') })
  : null;

function boardIdOf(subject) {
  return subject ? Number(subject.split(':')[1]) : null;
}

/* Drawing */

let drawing = false;

function redrawSoon() {
  if (drawing) return;
  drawing = true;
  window.requestAnimationFrame(() => {
    drawing = false;
    draw();
  });
}

function draw() {
  drawSession();
  drawBoard();
  status.operations(outbox.waiting().length, everSent, outbox.memoryOnly);
}

function drawSession() {
  const state = sessionState.session?.status ?? 'planned';
  for (const element of document.querySelectorAll('[data-session-status]')) element.hidden = element.dataset.sessionStatus !== state;
  signals.draw(sessionState);
  desk?.drawSession(sessionState);
  if (timer.endsAt !== sessionState.timer.ends_at) timer.set(sessionState.timer.ends_at);
}

function drawBoard() {
  const shown = boardState.board;
  const has = Boolean(boardFeed && shown);
  part('no-board').hidden = has;
  board.hidden = !has;
  part('board-tools').hidden = !has;
  part('stages').hidden = !has;
  part('question').textContent = (has && (shown.question || shown.title)) || sessionState.step()?.question
    || sessionState.step()?.title || session.title;
  desk?.drawBoard(has ? shown : null);
  if (!has) {
    composer.setOpen(false, say('draft_kept'));
    part('vote-bar').hidden = true;
    part('group-bar').hidden = true;
    part('heat').hidden = true;
    return;
  }
  const pending = pendingOn(shown.id, boardState, outbox.entries);
  const voting = isOpen(shown, 'voting', leads);
  view.draw(boardState, pending);
  grouping.draw(boardState, isOpen(shown, 'grouping', leads));
  drawStage(shown);
  composer.show(shown.id, boardState.areasInOrder());
  composer.setOpen(takesNotes(shown, leads), Composer.closedReason(shown));
  drawVoteBar(voting, pending);
  drawHeat(part('heat'), counted(boardState), cities);
}

function drawStage(shown) {
  for (const item of document.querySelectorAll('.stage')) {
    if (item.dataset.stage === shown.stage) item.setAttribute('aria-current', 'step');
    else item.removeAttribute('aria-current');
  }
  for (const hint of document.querySelectorAll('[data-stage-hint]')) hint.hidden = hint.dataset.stageHint !== shown.stage;
  part('locked').hidden = !shown.locked;
  part('authors-city').hidden = shown.settings?.authors !== 'city';
  part('authors-anonymous').hidden = shown.settings?.authors !== 'anonymous';
  document.querySelector('[data-action="sort-votes"]').hidden = !boardState.votes.shown || !boardState.votes.cast;
}

function drawVoteBar(voting, pending) {
  const left = votesLeft(boardState, pending);
  part('vote-bar').hidden = !voting;
  part('votes-left').textContent = sayCount('votes_left', left);
  drawDots(part('left-dots'), ['left', left]);
  part('votes-cast').textContent = boardState.votes.cast ? sayCount('votes_cast', boardState.votes.cast) : '';
}

/* Operations */

function operationChanged(entry) {
  everSent = true;
  if (entry.state === REFUSED) refusals.take(entry);
  // What belongs to a board that is not shown any more will never be seen on it.
  if (entry.state === SAVED && !isFollowed(entry.answer.subject)) outbox.forget(entry.operation_id);
  forgetSeen();
  redrawSoon();
}

function isFollowed(subject) {
  return subject === sessionFeed.subject || subject === boardFeed?.subject;
}

function forgetSeen() {
  for (const feed of [sessionFeed, boardFeed]) if (feed?.revision) outbox.forgetSeen(feed.subject, feed.revision);
}

composer.addEventListener('post', ({ detail }) => {
  const entry = keep('note.post', { board: boardState.board.id, ...detail });
  entry.before = [...boardState.mine.notes.keys()];
  typing.stop();
  redrawSoon();
});

/* What is done on cards */

enableCardActions(board, {
  state: () => boardState,
  outbox,
  view,
  composer,
  grouping,
  noteMenu,
  clusterMenu,
  redraw: redrawSoon,
});

document.querySelector('[data-action="undo"]').addEventListener('click', () => {
  if (boardState.board) steer('undo', { board: boardState.board.id });
});

const sortButton = document.querySelector('[data-action="sort-votes"]');
sortButton.addEventListener('click', () => {
  view.sortByVotes = !view.sortByVotes;
  sortButton.ariaPressed = String(view.sortByVotes);
  redrawSoon();
});

/* The stream */

connection.addEventListener('state', ({ detail }) => {
  status.connection(detail.state, detail.detail);
  if (detail.state === 'connected') outbox.online();
  else outbox.offline();
  if (detail.state === 'connected') presence.reset();
  redrawSoon();
});

connection.addEventListener('changed', ({ detail }) => {
  if (detail.subject === sessionFeed.subject) sessionChanged();
  else if (detail.subject === boardFeed?.subject) boardChanged();
  forgetSeen();
  redrawSoon();
});

connection.addEventListener('left', ({ detail }) => {
  status.tell(detail.reason || say('left_room'));
  if (detail.subject === boardFeed?.subject) boardFeed = null;
  redrawSoon();
});

connection.addEventListener('presence', ({ detail }) => {
  if (!isFollowed(detail.subject)) return;
  presence.take(detail);
  desk?.drawPresence(presence);
  const writing = presence.writing(room.seat);
  part('writing').textContent = writing ? sayCount('writing', writing) : '';
});

let statusTold = sessionState.session?.status;

function sessionChanged() {
  if (sessionState.now) {
    clock.learn(sessionState.now);
    sessionState.now = null;
  }
  if (sessionState.session?.status === 'ended' && statusTold && statusTold !== 'ended') announcer.say(say('session_ended'));
  statusTold = sessionState.session?.status;
  followBoard();
}

/** Goes where the session is, but tears nobody away from a sentence: they go along when they wish. */
function followBoard({ now = false } = {}) {
  const wanted = sessionState.session?.board ?? null;
  if (wanted === wantedBoard) {
    part('moved').hidden = true;
    return;
  }
  if (!now && composer.isWriting && wantedBoard !== null) {
    part('moved').hidden = false;
    return;
  }
  part('moved').hidden = true;
  if (boardFeed) connection.unfollow(boardFeed.subject);
  wantedBoard = wanted;
  boardState = new BoardState();
  stageTold = null;
  selection.clear();
  boardFeed = wanted === null ? null : new Feed(`board:${wanted}`, boardState, null);
  if (boardFeed) connection.follow(boardFeed);
  redrawSoon();
}

document.querySelector('[data-action="follow"]').addEventListener('click', () => followBoard({ now: true }));

let stageTold = boardState.board?.stage ?? null;

function boardChanged() {
  const changes = boardState.takeChanges();
  const others = [...changes.notes].filter((id) => boardState.notes.has(id) && !boardState.isMine(id) && !view.notes.has(id));
  if (!changes.everything && others.length) announcer.count('notes', others.length, (count) => sayCount('new_notes', count));
  const stage = boardState.board?.stage ?? null;
  if (stageTold && stage !== stageTold) {
    const name = document.querySelector(`.stage[data-stage="${stage}"]`)?.dataset.name ?? stage;
    announcer.say(say('stage_now', { stage: name }));
  }
  stageTold = stage;
}

timer.addEventListener('up', () => announcer.say(say('time_up')));

/* Beginning */

enableDialogs();
enableListView(document.querySelector('[data-action="list-view"]'), board);
enableArrowKeys(board);
if (leads) enableConsoleToggle(document.querySelector('[data-action="console"]'), dialog('console'));
// What was refused before the page was loaded stands on the board again; nothing is told twice.
if (sessionState.now) clock.learn(sessionState.now);
window.addEventListener('beforeunload', (event) => {
  if (outbox.memoryOnly && outbox.entries.some((entry) => entry.state === WAITING)) event.preventDefault();
});
draw();
connection.follow(sessionFeed);
if (boardFeed) connection.follow(boardFeed);
connection.open();
