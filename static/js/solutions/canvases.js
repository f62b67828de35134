/** The page with canvases: wires the connection, the outbox and one composer to all of them. Holds no rules of its own. */

import { Announcer } from '../boards/announcer.js';
import { Composer } from '../boards/composer.js';
import { enableKeys } from '../boards/keyboard.js';
import { Languages } from '../boards/languages.js';
import { enableListView } from '../boards/list_view.js';
import { NoteMenu } from '../boards/note_menu.js';
import { Outbox, REFUSED, SAVED } from '../boards/outbox.js';
import { outboxStorage } from '../boards/outbox_storage.js';
import { enableEdges } from '../live/edges.js';
import { goDark } from '../live/leaving.js';
import { cities, first, languages as known, owner, room, session } from '../live/room_data.js';
import { SessionState } from '../live/session_state.js';
import { Status } from '../live/status.js';
import { Connection } from '../shared/connection.js';
import { enableDialogs } from '../shared/dialogs.js';
import { Feed } from '../shared/feed.js';
import { Kept } from '../shared/kept.js';
import { newOperationId } from '../shared/operation_id.js';
import { Tickets } from '../shared/tickets.js';
import { say } from '../shared/words.js';
import { WindowItems, claimWindow } from '../shared/window_items.js';
import { canvasesOf } from './canvas_state.js';
import { Desks } from './desks.js';
import { PrerequisiteMenu } from './prerequisites.js';

const part = (name) => document.querySelector(`[data-part="${name}"]`);
const dialog = (id) => document.getElementById(id);
const snapshots = JSON.parse(document.getElementById('canvases-data').textContent);

const kept = new Kept();
const connection = new Connection({
  auth: { programme: session.programme, session: session.id, as: room.seat },
  tickets: new Tickets({ address: `${room.tickets.address}?as=${room.seat}`, first: room.tickets.first }),
});
const languages = new Languages({ own: session.language, known });
const drafts = new WindowItems({ kept, prefix: `draft:${owner}:`, window: claimWindow() });
const composer = new Composer(document.querySelector('[data-behaviour="composer"]'), { owner, languages, drafts, kept });
const status = new Status();
const announcer = new Announcer(part('announcer'));
const sessionState = new SessionState(first.session.snapshot);
const sessionFeed = new Feed(room.subject_session, sessionState, first.session.revision);
const viewer = { leads: room.role === 'facilitator', city: room.city, name: room.name, over: sessionState.session.status === 'ended' };
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
let dark = false;
const tell = (sentence) => announcer.say(sentence);
const noteMenu = new NoteMenu({
  dialog: dialog('note-dialog'),
  editDialog: dialog('edit-dialog'),
  run: (name, payload) => outbox.put(name, payload),
  leads: viewer.leads,
  tell,
  keepText: (text, sentence) => composer.takeBack({ text, area: null, message: sentence, force: true }),
});
const menu = new PrerequisiteMenu(dialog('prerequisite-dialog'), { tell });

/* The canvases */

const page = { outbox, composer, noteMenu, menu, viewer, cities, languages, announcer, redraw: redrawSoon, draw, address: location.pathname };
const desks = new Desks(page);
for (const section of document.querySelectorAll('[data-canvas]')) desks.add(section, snapshots[Number(section.dataset.board)]);
// The address may name a canvas, or something on one.
const named = document.getElementById(location.hash.slice(1));
desks.active = desks.all.find((desk) => desk.section.contains(named)) ?? desks.active;
desks.withTabs(document.querySelector('.canvas-tabs'));

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

function draw() {
  if (dark) return;
  viewer.over = sessionState.session?.status === 'ended';
  desks.draw();
  noteMenu.draw(desks.get(noteMenu.state?.board?.id)?.state ?? null);
  const { fresh, gone } = canvasesOf(sessionState.session, desks.boards);
  part('fresh').hidden = fresh.length === 0 && gone.length === 0;
  for (const board of gone) desks.get(board).section.classList.add('canvas-desk--gone');
  desks.drawComposer();
  const words = desks.writesOn;
  if (part('composer-for').textContent !== words) part('composer-for').textContent = words;
  part('composer-for').hidden = !words;
  status.operations(outbox.waiting().length, everSent, kept.lasting);
}

/* Operations */

function operationChanged(entry) {
  everSent = true;
  if (entry.state === REFUSED) refuse(entry);
  // What belongs to no canvas here will never be seen on one.
  if (entry.state === SAVED && !desks.follows(entry.answer.subject)) outbox.forget(entry.operation_id);
  forgetSeen();
  redrawSoon();
}

/** The sentence is said where the text is, and no text is lost. */
function refuse(entry) {
  const sentence = entry.answer.code === 'not_sent' ? say('not_sent') : entry.answer.message;
  const { name, payload } = entry;
  if (name === 'note.post' || name === 'note.edit') {
    const free = name === 'note.post' && payload.board === desks.active.board && desks.active.takesNotes;
    if (free && composer.takeBack({ ...payload, message: sentence })) outbox.takeBack(entry.operation_id);
    else announcer.say(sentence);
    return;
  }
  if (!desks.refused(entry, sentence)) status.tell(sentence);
  outbox.takeBack(entry.operation_id);
}

function forgetSeen() {
  for (const feed of desks.feeds) if (feed.revision) outbox.forgetSeen(feed.subject, feed.revision);
}

composer.addEventListener('area', redrawSoon);
composer.addEventListener('up', () => desks.active.roving.enter());
composer.addEventListener('post', ({ detail }) => {
  const entry = outbox.put('note.post', { board: desks.active.board, ...detail });
  entry.before = [...desks.active.state.mine.notes.keys()];
  draw();
  desks.active.view.bring(entry.operation_id);
});

document.querySelector('[data-action="undo"]')?.addEventListener('click', () => outbox.put('undo', { board: desks.active.board }, { lifetime: 10_000 }));

/* The stream */

connection.addEventListener('state', ({ detail }) => {
  status.connection(detail.state, detail.detail);
  if (detail.state === 'connected') outbox.online();
  else outbox.offline();
  redrawSoon();
});
connection.addEventListener('changed', () => {
  forgetSeen();
  redrawSoon();
});
connection.addEventListener('left', ({ detail }) => {
  const reason = detail.reason || say('left_room');
  if (detail.subject !== sessionFeed.subject) return;
  dark = true;
  connection.close();
  goDark(reason);
});

/* Beginning */

enableDialogs();
enableEdges({ bar: document.querySelector('.live-bar'), foot: document.querySelector('.live-foot'), hint: dialog('board-keys-hint') });
enableListView(document.querySelector('[data-action="list-view"]'), desks.all.map((desk) => desk.root), kept);
enableKeys({
  board: part('canvases'),
  roving: { go: (key) => desks.active.roving.go(key), enter: () => desks.active.roving.enter() },
  dialog: dialog('keys-dialog'),
  write: () => composer.open && composer.text.focus(),
  kept,
});
window.addEventListener('beforeunload', (event) => {
  if (!kept.lasting && (composer.hasText || outbox.waiting().length > 0)) event.preventDefault();
});
draw();
if (named && named !== desks.active.section && desks.active.section.contains(named)) {
  named.focus({ preventScroll: true });
  // Once the bars at the edges are measured.
  window.requestAnimationFrame(() => window.requestAnimationFrame(() => named.scrollIntoView({ block: 'center' })));
}
connection.follow(sessionFeed);
for (const feed of desks.feeds) connection.follow(feed);
connection.open();
