/** The live room: wires the connection, the outbox and the board to the page. Holds no rules of its own. */

import { Announcer } from '../boards/announcer.js';
import { BoardView } from '../boards/board_view.js';
import { enableCardActions } from '../boards/card_actions.js';
import { Composer } from '../boards/composer.js';
import { FieldLinks } from '../boards/field_links.js';
import { FilterBar } from '../boards/filter_bar.js';
import { Grouping } from '../boards/grouping.js';
import { Languages } from '../boards/languages.js';
import { enableKeys } from '../boards/keyboard.js';
import { enableListView } from '../boards/list_view.js';
import { ClusterMenu, NoteMenu } from '../boards/note_menu.js';
import { Outbox, REFUSED, SAVED } from '../boards/outbox.js';
import { outboxStorage } from '../boards/outbox_storage.js';
import { pendingOn } from '../boards/pending.js';
import { Roving } from '../boards/roving.js';
import { isOpen, takesNotes } from '../boards/state.js';
import { isOver } from '../breakouts/groups.js';
import { Connection } from '../shared/connection.js';
import { enableDialogs } from '../shared/dialogs.js';
import { Kept } from '../shared/kept.js';
import { newOperationId } from '../shared/operation_id.js';
import { Tickets } from '../shared/tickets.js';
import { WindowItems, claimWindow } from '../shared/window_items.js';
import { say, sayCount } from '../shared/words.js';
import { AroundBoard } from './around_board.js';
import { companionsOf } from './companions.js';
import { enableEdges } from './edges.js';
import { Focus } from './focus.js';
import { Following } from './following.js';
import { LatePart } from './late_part.js';
import { goDark } from './leaving.js';
import { News } from './news.js';
import { CANVASES, COMMITMENTS, ownPart } from './own_part.js';
import { stagesOf } from './next_move.js';
import { Presence, enableTyping } from './presence.js';
import { Proposals } from './board_proposals.js';
import { enableRecap } from './recap.js';
import { Refusals } from './refusals.js';
import { cities, first, languages as knownLanguages, owner, room, session } from './room_data.js';
import { enableSignals } from './signals.js';
import { enableOwnSound } from './sound.js';
import { Status } from './status.js';
import { enableTable } from './table.js';
import { ServerClock, Timer } from './timer.js';

const STEERING_LIFETIME_MS = 10_000;

const leads = room.role === 'facilitator';
const part = (name) => document.querySelector(`[data-part="${name}"]`);
const dialog = (id) => document.getElementById(id);
const leading = leads ? await import('./leading.js') : null;
const scribing = part('scribe') ? await import('./records.js') : null;

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
const following = new Following({ connection, first, room, isWriting: () => composer.isWriting || noteMenu.isWriting });
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
const WRITTEN = new Set(['cluster.make', 'cluster.rename', 'record.add', 'question.ask']);
const inLanguage = (payload) => ({ language: languages.likely(document.documentElement.lang), ...payload });
const keep = (name, payload) => outbox.put(name, WRITTEN.has(name) ? inLanguage(payload) : payload);
const steer = (name, payload) => outbox.put(name, payload, { lifetime: STEERING_LIFETIME_MS });
const tell = (sentence) => status.tell(sentence);
const noteMenu = new NoteMenu({
  dialog: dialog('note-dialog'), editDialog: dialog('edit-dialog'), run: keep, leads, tell,
  keepText: (text, message) => composer.takeBack({ text, area: null, message, force: true }),
});
const clusterMenu = new ClusterMenu({ dialog: dialog('cluster-dialog'), run: keep, leads, tell });
const grouping = new Grouping({ bar: part('group-bar'), dialog: dialog('group-dialog'), selection, run: keep, redraw: redrawSoon, tell });
const filterBar = new FilterBar(part('filter'), {
  filter: view.filter, cities, leads, announcer,
  select: (notes) => grouping.select(notes),
  changed: (shown) => {
    if (view.filter.isOn) view.openFor(shown);
    else view.foldAgain();
    redrawSoon();
  },
});
const settings = leading ? new leading.BoardSettings(dialog('console'), { run: steer }) : null;
const hiddenNotes = leading ? new leading.HiddenNotes(dialog('console'), { cities, run: steer }) : null;
const addBlock = leading ? new leading.AddBlock(dialog('console'), { sessionId: session.id, run: steer }) : null;
const adopting = leading && part('adopting') ? new leading.Adopting(part('adopting'), { run: steer }) : null;
const proposals = part('proposals') ? new Proposals(part('proposals'), { run: steer }) : null;
const scribe = scribing
  ? new scribing.Records(part('scribe'), {
    sessionId: session.id, cities, keep, waiting: () => outbox.waiting(),
    draft: { get: () => kept.get(`record:${owner}`), set: (text) => kept.set(`record:${owner}`, text) },
  })
  : null;
const gallery = new LatePart({
  needed: (state) => state?.board?.layout === 'gallery',
  load: async () => new (await import('./gallery.js')).Gallery(part('gallery'), { board, composer, clock, leads, seat: room.seat ?? 0 }),
  loaded: redrawSoon,
});
const ofPolls = {
  keep, steer, cities, kept, owner, leads, city: room.city, seat: room.seat, entries: () => outbox.entries,
  tell: (sentence) => announcer.say(sentence),
};
const polls = new LatePart({
  needed: (state) => state.polls.size > 0 || state.turns.size > 0,
  load: async () => new (await import('./polls.js')).Polls(part('polls'), ofPolls),
  loaded: redrawSoon,
});
const pollDesk = leading ? new leading.PollsConsole(dialog('console'), { sessionId: session.id, cities, steer, keep }) : null;
const boards = [board];
const canvases = new LatePart({
  needed: (state, free) => free && ownPart(state) === CANVASES,
  load: async () => new (await import('../solutions/in_room.js')).CanvasesInRoom(part('canvases-here'), {
    seat: room.seat, connection, tell: (sentence) => announcer.say(sentence),
    page: { outbox, composer, noteMenu, viewer, cities, languages, announcer, redraw: redrawSoon, draw },
    shown: ({ root }) => {
      boards.push(root);
      root.classList.toggle('board--list', board.classList.contains('board--list'));
    },
  }),
  loaded: redrawSoon,
});
/** The canvases that stand in the room instead of a board, null where there are none. */
let desks = null;
/** The state of the board or canvas that one writes on. */
const writesOn = () => desks?.active.state ?? following.board;
const refusals = new Refusals({
  outbox: () => outbox, composer, status, announcer, state: writesOn, leads,
  forms: [
    ...(leads ? [settings, addBlock, pollDesk, { refused: (...refusal) => desk.refused(...refusal) }] : []),
    polls,
    canvases,
    ...(scribe ? [scribe] : []),
  ],
});
const typing = enableTyping(composer, (on) => connection.tellTyping(following.sessionFeed.subject, on));
const signals = enableSignals(document, { sessionId: session.id, run: steer });
const desk = leading
  ? new leading.Console(dialog('console'), {
    session, own: room, cities, clock, kept, steer, keep, endDialog: dialog('end-dialog'), skipDialog: dialog('skip-dialog'),
    reopenDialog: dialog('reopen-dialog'), personDialog: dialog('person-dialog'),
  })
  : null;
const focus = new Focus({
  board,
  banner: part('focus'),
  announcer,
  isBusy: () => composer.isWriting || document.querySelector('dialog[open]') !== null,
  open: (shown) => {
    view.reveal(shown);
    redrawSoon();
  },
  stop: () => steer('board.focus', { board: following.board.board.id, on: null }),
});
const companions = companionsOf({
  data: room, session, cities, leads, clock, run: steer, keep, announcer, following, redraw: redrawSoon,
}, leading);
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
  drawWriting();
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
  for (const companion of companions) companion.draw(state);
  scribe?.draw(state);
  timer.show(state.timer);
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
  foldButton.hidden = !has || (state.clusters.size === 0 && !view.isLarge(state));
  filterBar.draw(has ? state : null);
  document.body.classList.toggle('live--large', has && view.isLarge(state));
  around.draw((has && (shown.question || shown.title)) || step?.question || step?.title || session.title, has ? state : null, pending, stagesOf(step, shown));
  desk?.drawBoard(led);
  drawOwnPart(has);
  noteMenu.draw(has ? state : desks?.get(noteMenu.state?.board?.id)?.state ?? null);
  clusterMenu.draw(has ? state : null);
  pollDesk?.draw(following.session);
  if (polls.draw(following.session)) part('no-board').hidden = true;
  if (!has) {
    gallery.draw(null);
    focus.draw(null);
    grouping.draw(null, false);
    if (desks) desks.drawComposer();
    else composer.setOpen(false, say('draft_kept'));
    drawTarget();
    return;
  }
  if (!view.draw(state, pending)) redrawSoon();
  foldButton.ariaPressed = String(view.isFolded);
  focus.draw(state);
  grouping.draw(state, isOpen(shown, 'grouping', leads));
  composer.show(shown.id, state.areasInOrder());
  gallery.draw(viewer.over ? null : state, following.session);
  drawTarget();
  composer.setOpen(takesNotes(shown, leads) && (leads || !isOver(following.session, shown.id)), Composer.closedReason(shown));
}

/** A part that is meant for canvases or commitments shows these; where a board is in their way, a link to the canvases. */
function drawOwnPart(has) {
  const own = ownPart(following.session);
  // A board with the fields of a canvas is none: of a session's canvases plans are made, of this one none is.
  const alike = has && following.board.board.layout === 'canvas' && (following.session.session?.canvases ?? []).length > 0;
  part('canvases-here').hidden = own !== CANVASES && !alike;
  part('commitments-here').hidden = own !== COMMITMENTS;
  if (own) part('no-board').hidden = true;
  const before = desks;
  desks = canvases.draw(following.session, own === CANVASES && !has) || null;
  // A text that somebody is at stays with its canvas, also where the next part has a board to write on.
  if (before && !desks && composer.isWriting) status.tell(part('moved').querySelector('span').textContent.trim());
  if (desks) part('board-tools').hidden = false;
}

/** Which of several canvases one writes on. */
function drawTarget() {
  const words = desks?.writesOn ?? '';
  if (part('composer-for').textContent !== words) part('composer-for').textContent = words;
  part('composer-for').hidden = !words;
}

/* Operations */

function operationChanged(entry) {
  everSent = true;
  if (entry.state === REFUSED) {
    proposals?.refused(entry.payload);
    refusals.take(entry);
  }
  // What belongs to a board that is not shown any more will never be seen on it.
  if (entry.state === SAVED && !following.follows(entry.answer.subject) && !canvases.part?.follows(entry.answer.subject)) outbox.forget(entry.operation_id);
  forgetSeen();
  redrawSoon();
}

function forgetSeen() {
  for (const feed of [...following.feeds, ...(canvases.part?.feeds ?? [])]) if (feed.revision) outbox.forgetSeen(feed.subject, feed.revision);
}

/** The keyboard's stops on what one sees, the board or a canvas. */
const stops = () => desks?.active.roving ?? roving;
composer.addEventListener('area', redrawSoon);
composer.addEventListener('up', () => stops().enter());
composer.addEventListener('post', ({ detail }) => {
  const on = writesOn();
  const entry = keep('note.post', { board: on.board.id, ...detail });
  entry.before = [...on.mine.notes.keys()];
  typing.stop();
  draw();
  (desks?.active.view ?? view).bring(entry.operation_id);
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
  if (writesOn().board) steer('undo', { board: writesOn().board.id });
});

foldButton.addEventListener('click', () => {
  view.foldAll(!view.isFolded);
  redrawSoon();
});

const sortButton = document.querySelector('[data-action="sort-votes"]');
sortButton.addEventListener('click', () => {
  view.ordering.on = !view.ordering.on;
  sortButton.ariaPressed = String(view.ordering.on);
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
  // A canvas that was taken away is no longer among the session's: it goes from the page with that.
  if (canvases.part?.follows(detail.subject)) return null;
  if (detail.subject !== following.sessionFeed.subject) return status.tell(reason);
  dark = true;
  timer.set(null);
  connection.close();
  goDark(reason);
  return null;
});

connection.addEventListener('presence', ({ detail }) => {
  if (!following.follows(detail.subject)) return;
  presence.take(detail);
  desk?.drawPresence(presence);
  drawWriting();
});

function drawWriting() {
  const writing = presence.writing(room.seat, composer.open);
  const words = writing ? sayCount('writing', writing) : '';
  if (part('writing').textContent !== words) part('writing').textContent = words;
}

function learnTime() {
  const { session: state } = following;
  if (state.now) clock.learn(state.now);
  state.now = null;
}

document.querySelector('[data-action="follow"]').addEventListener('click', () => following.goAlong());

const sound = enableOwnSound(document.querySelector('[data-action="sound"]'), kept);
timer.addEventListener('up', () => {
  announcer.say(say('time_up'));
  sound.ring();
});

/* Beginning */

enableDialogs();
enableEdges({ bar: document.querySelector('.live-bar'), foot: document.querySelector('.live-foot'), hint: dialog('board-keys-hint') });
enableListView(document.querySelector('[data-action="list-view"]'), boards, kept);
enableKeys({
  board: { contains: (element) => boards.some((one) => one.contains(element)) },
  roving: { go: (key) => stops().go(key), enter: () => stops().enter() },
  dialog: dialog('keys-dialog'),
  write: () => composer.open && composer.text.focus(),
  kept,
});
const table = part('table');
if (table) enableTable(table, { outbox, sessionId: session.id, kept, connect });
leaveRecap = enableRecap({ dialog: dialog('recap-dialog'), panel: part('recap-panel'), opener: part('recap-opener'), owner, kept });
leading?.enableConsoleToggle(document.querySelector('[data-action="console"]'), dialog('console'), kept);
// What was refused before the page was loaded stands on the board again; nothing is told twice.
learnTime();
window.addEventListener('beforeunload', (event) => {
  if (!kept.lasting && (composer.hasText || outbox.waiting().length > 0)) event.preventDefault();
});
draw();
following.start();
connection.open();
