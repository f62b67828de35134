/** The live room: wires the connection, the outbox and the board to the page. Holds no rules of its own. */

import { Announcer } from '../boards/announcer.js';
import { BoardView } from '../boards/board_view.js';
import { BoardSettings } from '../boards/board_settings.js';
import { enableCardActions } from '../boards/card_actions.js';
import { Composer } from '../boards/composer.js';
import { FieldLinks } from '../boards/field_links.js';
import { Grouping } from '../boards/grouping.js';
import { HiddenNotes } from '../boards/hidden_notes.js';
import { Languages } from '../boards/languages.js';
import { enableKeys } from '../boards/keyboard.js';
import { enableListView } from '../boards/list_view.js';
import { ClusterMenu, NoteMenu } from '../boards/note_menu.js';
import { Outbox, REFUSED, SAVED } from '../boards/outbox.js';
import { outboxStorage } from '../boards/outbox_storage.js';
import { pendingOn } from '../boards/pending.js';
import { Roving } from '../boards/roving.js';
import { isOpen, takesNotes } from '../boards/state.js';
import { Connection } from '../shared/connection.js';
import { enableDialogs } from '../shared/dialogs.js';
import { Kept } from '../shared/kept.js';
import { newOperationId } from '../shared/operation_id.js';
import { Tickets } from '../shared/tickets.js';
import { WindowItems, claimWindow } from '../shared/window_items.js';
import { say, sayCount } from '../shared/words.js';
import { AddBlock } from './add_block.js';
import { Adopting } from './adopting.js';
import { AroundBoard } from './around_board.js';
import { Console, enableConsoleToggle } from './console.js';
import { enableEdges } from './edges.js';
import { Focus } from './focus.js';
import { Following } from './following.js';
import { goDark } from './leaving.js';
import { News } from './news.js';
import { stagesOf } from './next_move.js';
import { Presence, enableTyping } from './presence.js';
import { Proposals } from './board_proposals.js';
import { enableRecap } from './recap.js';
import { Refusals } from './refusals.js';
import { cities, first, languages as knownLanguages, owner, room, session } from './room_data.js';
import { enableSignals } from './signals.js';
import { Status } from './status.js';
import { enableTable } from './table.js';
import { ServerClock, Timer } from './timer.js';

const STEERING_LIFETIME_MS = 10_000;

const leads = room.role === 'facilitator';
const part = (name) => document.querySelector(`[data-part="${name}"]`);
const dialog = (id) => document.getElementById(id);

/** A connection of one of this device's seats: the page's own, and no other that its cookie may hold. */
function connect(seat, first = null) {
  const address = `${room.tickets.address}?as=${seat}`;
  return new Connection({ auth: { programme: session.programme, session: session.id, as: seat }, tickets: new Tickets({ address, first }) });
}

const kept = new Kept();
const connection = connect(room.seat, room.tickets.first);
const languages = new Languages({ own: session.language, known: knownLanguages });
const drafts = new WindowItems({ kept, prefix: `draft:${owner}:`, window: claimWindow() });
const composer = new Composer(document.querySelector('[data-behaviour="composer"]'), { owner, languages, drafts, kept });
const following = new Following({ connection, first, room, isWriting: () => composer.isWriting });
const status = new Status();
const announcer = new Announcer(part('announcer'));
const presence = new Presence();
const clock = new ServerClock();
const timer = new Timer({ clock, frames: [part('timer')], shows: [part('time'), part('console-time')].filter(Boolean) });
const selection = new Set();
const board = part('board');
const viewer = { leads, city: room.city, name: room.name, over: false };
const view = new BoardView(board, { cities, viewer, selection, languages });
const roving = new Roving(board);
const around = new AroundBoard({ cities, leads });
const fields = new FieldLinks(part('fields'), {
  bar: document.querySelector('.live-bar'),
  chosen: (area) => composer.chooseArea(area),
});
const foldButton = document.querySelector('[data-action="fold-clusters"]');
const statusParts = [...document.querySelectorAll('[data-session-status]')];
const whileParts = [...document.querySelectorAll('[data-while]')];
const outbox = new Outbox({
  storage: outboxStorage(owner, kept),
  send: (command) => connection.send(command),
  newId: () => newOperationId(),
  later: (milliseconds, call) => {
    const id = window.setTimeout(call, milliseconds);
    return () => window.clearTimeout(id);
  },
  changed: operationChanged,
});
let everSent = outbox.entries.length > 0;

/** What people write besides notes is most likely in the language of their page. */
const WRITTEN = new Set(['cluster.make', 'cluster.rename', 'record.add']);
const inLanguage = (payload) => ({ language: languages.likely(document.documentElement.lang), ...payload });
const keep = (name, payload) => outbox.put(name, WRITTEN.has(name) ? inLanguage(payload) : payload);
const steer = (name, payload) => outbox.put(name, payload, { lifetime: STEERING_LIFETIME_MS });
const noteMenu = new NoteMenu({ dialog: dialog('note-dialog'), editDialog: dialog('edit-dialog'), run: keep, leads });
const clusterMenu = new ClusterMenu({ dialog: dialog('cluster-dialog'), run: keep });
const grouping = new Grouping({ bar: part('group-bar'), dialog: dialog('group-dialog'), selection, run: keep, redraw: redrawSoon });
const settings = leads ? new BoardSettings(dialog('console'), { run: steer }) : null;
const hiddenNotes = leads ? new HiddenNotes(dialog('console'), { cities, run: steer }) : null;
const addBlock = leads ? new AddBlock(dialog('console'), { sessionId: session.id, run: steer }) : null;
const adopting = leads && part('adopting') ? new Adopting(part('adopting'), { run: steer }) : null;
const proposals = part('proposals') ? new Proposals(part('proposals'), { run: steer }) : null;
const refusals = new Refusals({
  outbox: () => outbox, composer, status, announcer, state: () => following.board, leads, forms: leads ? [settings, addBlock] : [],
});
const typing = enableTyping(composer, (on) => connection.tellTyping(following.sessionFeed.subject, on));
const signals = enableSignals(document, { sessionId: session.id, run: steer });
const desk = leads
  ? new Console(dialog('console'), {
    sessionId: session.id, cities, expected: session.cities, steer, keep, endDialog: dialog('end-dialog'), skipDialog: dialog('skip-dialog'),
    reopenDialog: dialog('reopen-dialog'), personDialog: dialog('person-dialog'),
  })
  : null;
const focus = new Focus({
  board,
  banner: part('focus'),
  announcer,
  isBusy: () => composer.isWriting || document.querySelector('dialog[open]') !== null,
  open: (shown) => {
    const cluster = shown.kind === 'cluster' ? shown.id : shown.note?.cluster;
    if (cluster && view.closedClusters.delete(cluster)) redrawSoon();
  },
  stop: () => steer('board.focus', { board: following.board.board.id, on: null }),
});
let dark = false;
new News({ announcer, following, isDrawn: (note) => view.notes.has(note) });

/* Drawing */

let drawing = false;

function redrawSoon() {
  if (drawing || dark) return;
  drawing = true;
  window.requestAnimationFrame(() => {
    drawing = false;
    draw();
  });
}

let leaveRecap = () => {};

function draw() {
  if (dark) return;
  roving.before();
  drawSession();
  drawBoard();
  roving.after();
  status.operations(outbox.waiting().length, everSent, kept.lasting);
}

function drawSession() {
  const state = following.session;
  const now = state.session?.status ?? 'planned';
  viewer.over = now === 'ended';
  for (const element of statusParts) element.hidden = element.dataset.sessionStatus !== now;
  for (const element of whileParts) element.hidden = !element.dataset.while.split(' ').includes(now);
  signals.draw(state);
  desk?.drawSession(state);
  leaveRecap([now, state.session?.step, state.session?.step_index].join());
  addBlock?.draw(state);
  if (timer.endsAt !== state.timer.ends_at) timer.set(state.timer.ends_at);
}

function drawBoard() {
  const has = following.hasBoard;
  const state = following.board;
  const shown = state.board;
  const step = following.session.step();
  const pending = has ? pendingOn(shown.id, state, outbox.entries) : null;
  const led = has && !viewer.over ? state : null;
  board.hidden = !has;
  part('ended-banner').hidden = !(has && viewer.over);
  fields.draw(has ? state : null);
  settings?.draw(led);
  hiddenNotes?.draw(led);
  adopting?.draw(led);
  proposals?.draw(has ? state : null);
  foldButton.hidden = !has || state.clusters.size === 0;
  around.draw((has && (shown.question || shown.title)) || step?.question || step?.title || session.title, has ? state : null, pending, stagesOf(step, shown));
  desk?.drawBoard(led);
  if (!has) {
    focus.draw(null);
    composer.setOpen(false, say('draft_kept'));
    return;
  }
  if (!view.draw(state, pending)) redrawSoon();
  foldButton.ariaPressed = String(view.closedClusters.areClosed);
  focus.draw(state);
  grouping.draw(state, isOpen(shown, 'grouping', leads));
  composer.show(shown.id, state.areasInOrder());
  composer.setOpen(takesNotes(shown, leads), Composer.closedReason(shown));
}

/* Operations */

function operationChanged(entry) {
  everSent = true;
  if (entry.state === REFUSED) {
    proposals?.refused(entry.payload);
    refusals.take(entry);
  }
  // What belongs to a board that is not shown any more will never be seen on it.
  if (entry.state === SAVED && !following.follows(entry.answer.subject)) outbox.forget(entry.operation_id);
  forgetSeen();
  redrawSoon();
}

function forgetSeen() {
  for (const feed of following.feeds) if (feed.revision) outbox.forgetSeen(feed.subject, feed.revision);
}

composer.addEventListener('post', ({ detail }) => {
  const entry = keep('note.post', { board: following.board.board.id, ...detail });
  entry.before = [...following.board.mine.notes.keys()];
  typing.stop();
  redrawSoon();
});

/* What is done on cards */

enableCardActions(board, {
  state: () => following.board,
  outbox,
  view,
  composer,
  grouping,
  noteMenu,
  clusterMenu,
  redraw: redrawSoon,
});

document.querySelector('[data-action="undo"]').addEventListener('click', () => {
  if (following.board.board) steer('undo', { board: following.board.board.id });
});

foldButton.addEventListener('click', () => {
  view.closedClusters.all(!view.closedClusters.areClosed);
  redrawSoon();
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

connection.addEventListener('changed', () => {
  forgetSeen();
  redrawSoon();
});

following.addEventListener('session', learnTime);
following.addEventListener('held', ({ detail }) => { part('moved').hidden = !detail; });
following.addEventListener('moved', () => {
  selection.clear();
  redrawSoon();
});
following.addEventListener('left', ({ detail }) => {
  const reason = detail.reason || say('left_room');
  if (detail.subject !== following.sessionFeed.subject) return status.tell(reason);
  dark = true;
  timer.set(null);
  connection.close();
  goDark(reason);
});

connection.addEventListener('presence', ({ detail }) => {
  if (!following.follows(detail.subject)) return;
  presence.take(detail);
  desk?.drawPresence(presence);
  const writing = presence.writing(room.seat);
  part('writing').textContent = writing ? sayCount('writing', writing) : '';
});

function learnTime() {
  const { session: state } = following;
  if (state.now) clock.learn(state.now);
  state.now = null;
}

document.querySelector('[data-action="follow"]').addEventListener('click', () => following.goAlong());

timer.addEventListener('up', () => announcer.say(say('time_up')));

/* Beginning */

enableDialogs();
enableEdges({ bar: document.querySelector('.live-bar'), foot: document.querySelector('.live-foot'), hint: dialog('board-keys-hint') });
enableListView(document.querySelector('[data-action="list-view"]'), board, kept);
enableKeys({ board, roving, dialog: dialog('keys-dialog'), write: () => composer.open && composer.text.focus(), kept });
const table = part('table');
if (table) enableTable(table, { outbox, sessionId: session.id, kept, connect });
leaveRecap = enableRecap({ dialog: dialog('recap-dialog'), panel: part('recap-panel'), opener: part('recap-opener'), owner, kept });
if (leads) enableConsoleToggle(document.querySelector('[data-action="console"]'), dialog('console'));
// What was refused before the page was loaded stands on the board again; nothing is told twice.
learnTime();
window.addEventListener('beforeunload', (event) => {
  if (!kept.lasting && (composer.hasText || outbox.waiting().length > 0)) event.preventDefault();
});
draw();
following.start();
connection.open();
