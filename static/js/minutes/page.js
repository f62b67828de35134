/** The page on which minutes are corrected: wires the connection, the outbox and the texts. Holds no rules of its own. */

import { Outbox, REFUSED, SAVED } from '../boards/outbox.js';
import { outboxStorage } from '../boards/outbox_storage.js';
import { belongsToComposition } from '../shared/composing.js';
import { showConflict } from '../shared/conflicts.js';
import { Connection } from '../shared/connection.js';
import { Feed } from '../shared/feed.js';
import { closeMenus } from '../shared/menus.js';
import { Kept } from '../shared/kept.js';
import { newOperationId } from '../shared/operation_id.js';
import { Tickets } from '../shared/tickets.js';
import { say } from '../shared/words.js';
import { LeafSaving, WRITE } from './leaf_saving.js';
import { draw, plain, runsAt } from './leaf_text.js';
import { MinutesState } from './minutes_state.js';
import { Refreshing } from './refreshing.js';

const page = JSON.parse(document.getElementById('minutes-data').textContent);
const first = JSON.parse(document.getElementById('snapshot').textContent);
const kept = new Kept();
const state = new MinutesState(first.snapshot);
const feed = new Feed(page.subject, state, first.revision);
const tickets = new Tickets({ address: page.tickets.address, first: page.tickets.first });
const connection = new Connection({ auth: { programme: page.programme, session: page.session, as: page.seat }, tickets });
const later = (milliseconds, call) => {
  const id = window.setTimeout(call, milliseconds);
  return () => window.clearTimeout(id);
};
const outbox = new Outbox({
  storage: outboxStorage(`${page.subject}:${page.seat}`, kept),
  send: (command) => connection.send(command),
  newId: () => newOperationId(),
  later,
  changed: operationChanged,
});
const saving = new LeafSaving({ outbox, later });
const refreshing = new Refreshing({
  address: window.location.pathname,
  isBusy: (passage) => [...passage.querySelectorAll('[data-leaf]')].some((leaf) => isAhead(leaf)) || passage.querySelector('[data-refused]') !== null,
  changed: () => {
    enable();
    drawTexts(); // what was fetched may be older than what frames have brought since
    drawPeople();
    showMoved();
  },
});
let shape = state.shape();

/* Texts */

const blockOf = (leaf) => Number(leaf.closest('[data-block]').dataset.block);
const isAhead = (leaf) => saving.isAhead(blockOf(leaf), leaf.dataset.leaf);

function enable() {
  if (!page.corrects || state.minutes?.status === 'approved') return;
  for (const leaf of document.querySelectorAll('[data-part="passages"] [data-leaf]:not([contenteditable])')) {
    if (leaf.closest('.passage--offered') || leaf.closest('li')?.matches('.point--out')) continue;
    leaf.contentEditable = 'plaintext-only';
    if (leaf.contentEditable !== 'plaintext-only') leaf.contentEditable = 'true';
    leaf.setAttribute('role', 'textbox');
    leaf.setAttribute('aria-label', leaf.dataset.label);
    leaf.spellcheck = true;
  }
  drawStates();
}

function runsOf(leaf) {
  const row = state.blocks.get(blockOf(leaf));
  return row ? runsAt(row.block, leaf.dataset.leaf) : null;
}

/** Draws every text anew that nobody writes in here. */
function drawTexts() {
  for (const leaf of document.querySelectorAll('[data-part="passages"] [data-leaf]')) {
    const runs = runsOf(leaf);
    if (!runs || leaf === document.activeElement || isAhead(leaf)) continue;
    const shown = JSON.stringify(runs);
    if (leaf.shown !== shown) draw(leaf, runs, say('simulated'));
    leaf.shown = shown;
  }
}

function drawStates() {
  for (const leaf of document.querySelectorAll('[data-leaf][contenteditable]')) {
    const now = saving.stateOf(blockOf(leaf), leaf.dataset.leaf);
    if (now) leaf.dataset.state = now;
    else delete leaf.dataset.state;
  }
  const saved = document.querySelector('[data-part="saved"]');
  if (!saved) return;
  const waiting = outbox.waiting().length;
  const late = waiting > 0 && connection.state !== 'connected';
  saved.dataset.state = late ? 'waiting' : '';
  const words = late ? say(kept.lasting ? 'waiting' : 'waiting_only') : say(waiting ? 'saving' : 'saved');
  if (saved.textContent !== words) saved.textContent = words;
}

/* A text is written in without its marks. They go once the browser has put the caret, which stays where it was. */

let marked = null;

function bare() {
  const { leaf, words } = marked ?? {};
  marked = null;
  if (!leaf || leaf !== document.activeElement) return;
  const { anchorNode, anchorOffset, focusNode, focusOffset } = window.getSelection();
  const [from, to] = [[anchorNode, anchorOffset], [focusNode, focusOffset]].map((place) => Math.min(lettersBefore(leaf, ...place), words.length));
  leaf.textContent = words;
  delete leaf.shown;
  const text = leaf.firstChild ?? leaf;
  window.getSelection().setBaseAndExtent(text, from, text, to);
}

/** How many letters of a text stand before a place in it; all of them if the place is elsewhere. */
function lettersBefore(leaf, node, offset) {
  if (!leaf.contains(node)) return Infinity;
  const range = document.createRange();
  range.setStart(leaf, 0);
  range.setEnd(node, offset);
  const before = range.cloneContents();
  for (const mark of before.querySelectorAll('.mark')) mark.remove();
  return before.textContent.length;
}

document.addEventListener('beforeinput', bare);
document.addEventListener('compositionstart', bare);

document.addEventListener('focusin', ({ target }) => {
  if (!target.matches?.('[data-leaf][contenteditable]')) return;
  const runs = isAhead(target) ? null : runsOf(target);
  const words = runs ? plain(runs) : target.textContent;
  if (target.childElementCount > 0 || target.textContent !== words) {
    marked = { leaf: target, words };
    window.setTimeout(bare);
  }
  saving.begin(blockOf(target), target.dataset.leaf, words);
  connection.tellTyping(page.subject, true, target.closest('[data-block]').dataset.block);
});

document.addEventListener('input', ({ target }) => {
  const leaf = target.closest?.('[data-leaf][contenteditable]');
  if (leaf) saving.type(blockOf(leaf), leaf.dataset.leaf, leaf.innerText.replace(/\n$/, ''));
});

document.addEventListener('focusout', ({ target }) => {
  if (!target.matches?.('[data-leaf][contenteditable]')) return;
  connection.tellTyping(page.subject, false); // before the words go: it isn't sent while anything else is
  saving.end(blockOf(target), target.dataset.leaf);
  delete target.shown;
  followSoon();
});

/* Enter begins no line in a heading or a cell; Escape leaves a text. */
document.addEventListener('keydown', (event) => {
  if (!event.target.matches?.('[data-leaf][contenteditable]') || belongsToComposition(event)) return;
  if (event.key === 'Escape') event.target.closest('[data-block]').focus();
  if (event.key === 'Enter' && !event.target.closest('p, li, blockquote')) {
    event.preventDefault();
    event.target.blur();
  }
});

/* Buttons: their forms work by themselves; here they stay on the page and wait for a connection. */

document.addEventListener('submit', (event) => {
  const form = event.target.closest('form[data-command]');
  if (!form) return;
  event.preventDefault();
  const { command, way, of } = form.dataset;
  const payload = of ? { block: Number(of) } : { minutes: page.minutes };
  if (event.submitter?.name === 'point') payload.path = event.submitter.value;
  if (command === 'minutes.move') Object.assign(payload, way ? { way } : chosenPlace(form));
  document.querySelector('[data-part="told"]')?.replaceChildren();
  outbox.put(command, payload);
  form.closest('details.menu')?.removeAttribute('open');
});

closeMenus('[data-part="passages"]');

/* Where a passage goes is chosen in one dialog for all of them. */

let moved = null;

function chosenPlace(form) {
  const dialog = form.closest('dialog');
  dialog.close();
  moved = Number(dialog.dataset.of);
  const before = form.elements.before.value;
  return { block: moved, minutes: undefined, ...(before ? { before: Number(before) } : { way: 'end' }) };
}

document.addEventListener('click', (event) => {
  const opener = event.target.closest('[data-move]');
  if (opener) {
    event.preventDefault();
    opener.closest('details.menu').open = false;
    const dialog = document.getElementById('move-dialog');
    dialog.dataset.of = opener.dataset.move;
    const select = dialog.querySelector('select');
    for (const option of select.options) option.disabled = option.value === opener.dataset.move;
    select.selectedIndex = [...select.options].findIndex((option) => !option.disabled);
    const leaf = document.querySelector(`[data-block="${opener.dataset.move}"] [data-leaf]`);
    dialog.querySelector('[data-part="moved"]').textContent = leaf.textContent.trim().slice(0, 80);
    if (!dialog.open) dialog.showModal();
  }
  if (!event.target.closest('[data-closes]')) return;
  event.preventDefault();
  event.target.closest('dialog').close();
});

/** What was moved far stays in sight. */
function showMoved() {
  const passage = moved === null ? null : document.getElementById(`passage-${moved}`);
  if (!passage || [...outbox.waiting()].some((entry) => entry.name === 'minutes.move')) return;
  moved = null;
  passage.scrollIntoView({ block: 'center' });
  passage.focus({ preventScroll: true });
}

/* Operations */

function operationChanged(entry) {
  if (entry.state === REFUSED) refused(entry);
  if (entry.state === SAVED) {
    followSoon();
    if (entry.name === 'minutes.undo') {
      tell(say(entry.answer.result.undone ? 'undone' : 'passed_over'));
      refreshing.soon();
    } else if (entry.name === WRITE) drawLastStep();
  }
  drawStates();
}

/** Beside the buttons, where somebody looks who has just pressed one. */
function tell(words) {
  const told = document.querySelector('[data-part="told"]');
  if (told) told.textContent = words;
}

/** What was written just now is what "undo" takes back next. */
function drawLastStep() {
  const button = document.querySelector('[data-part="undo"]');
  if (!button) return;
  button.disabled = false;
  document.querySelector('[data-part="last-step"]').textContent = say('last_step');
  refreshing.changedHere(document.querySelector('[data-part="bar"]'));
}

function refused(entry) {
  if (entry.name === 'minutes.undo') {
    outbox.takeBack(entry.operation_id);
    tell(entry.answer.message);
    refreshing.soon();
    return;
  }
  const place = document.querySelector(`[data-block="${entry.payload.block}"] [data-part="conflict"]`) ?? document.querySelector('[data-part="flow"]');
  if (entry.name !== WRITE) {
    outbox.takeBack(entry.operation_id);
    const told = showConflict(place, { id: entry.operation_id, message: entry.answer.message, conflict: false, mine: '', theirs: '', choose: () => {} });
    told.querySelector('.conflict-text').remove();
    return;
  }
  const { text } = saving.refused(entry);
  const { block, path } = entry.payload;
  const leaf = document.querySelector(`[data-block="${block}"] [data-leaf="${path}"]`);
  const wasWriting = leaf !== null && leaf === document.activeElement;
  if (wasWriting) leaf.blur();
  const standing = () => {
    const runs = state.blocks.has(block) ? runsAt(state.blocks.get(block).block, path) : null;
    return runs && plain(runs);
  };
  const box = showConflict(place, {
    id: entry.operation_id,
    message: entry.answer.message,
    conflict: entry.answer.code === 'conflict',
    mine: text,
    theirs: standing(),
    choose: (how) => {
      outbox.takeBack(entry.operation_id);
      const was = standing();
      if (how !== 'theirs' && was !== null) {
        saving.put({ block, path, was, text: how === 'both' ? [was, text].filter(Boolean).join(' ') : text });
      }
      followed();
    },
  });
  if (wasWriting) box.querySelector('button').focus();
  followSoon();
}

/* What others do */

let following = null;

function followSoon() {
  window.clearTimeout(following);
  following = window.setTimeout(followed);
}

function followed() {
  if (feed.revision !== null) outbox.forgetSeen(page.subject, feed.revision);
  drawTexts();
  drawStates();
  const now = state.shape();
  if (now !== shape) refreshing.soon();
  shape = now;
}

const people = new Map();
let writing = new Map();

function drawPeople() {
  for (const passage of document.querySelectorAll('[data-part="passages"] > [data-block]')) {
    const names = [...writing].filter(([, place]) => place === passage.dataset.block).map(([seat]) => people.get(Number(seat)) ?? '');
    const who = passage.querySelector('[data-part="who"]');
    who.hidden = names.length === 0;
    who.textContent = names.map((name) => say('editing', { name })).join(' · ');
    passage.classList.toggle('passage--busy', names.length > 0);
  }
}

connection.addEventListener('changed', followed);
connection.addEventListener('presence', ({ detail }) => {
  if (detail.subject !== page.subject) return;
  for (const person of detail.came ?? []) people.set(person.seat, person.name);
  const typing = detail.typing ?? [];
  const others = Object.entries(detail.at ?? {}).filter(([seat]) => typing.includes(Number(seat)) && Number(seat) !== page.seat);
  writing = new Map(others);
  drawPeople();
});
connection.addEventListener('state', ({ detail }) => {
  if (detail.state === 'connected') outbox.online();
  else outbox.offline();
  drawStates();
});
connection.addEventListener('left', ({ detail }) => {
  const saved = document.querySelector('[data-part="saved"]');
  if (saved) saved.textContent = detail.reason || say('left');
});
window.addEventListener('pagehide', () => document.activeElement?.blur?.());

for (const entry of outbox.entries) if (entry.state === REFUSED) refused(entry);
enable();
connection.follow(feed);
connection.open();
