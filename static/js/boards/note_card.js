/**
 * One note as a card. Draws what it is told, and only what changed since it was last told; what few cards need
 * (votes, tools, marks, messages) is put in when it is needed, so that a board of 300 notes stays small.
 */

import { cityBadge } from '../shared/city_badge.js';
import { say } from '../shared/words.js';
import { drawVotes } from './votes.js';

/** The order of a card's parts within its foot; the message stands before the foot. */
const IN_FOOT = ['by', 'language', 'simulated', 'hidden-mark', 'state', 'votes', 'select', 'more', 'pending'];

const known = new WeakMap();
let patterns = null;

export function makeNote() {
  return document.getElementById('pattern-note').content.firstElementChild.cloneNode(true);
}

function pattern(name) {
  patterns ??= new Map([...document.getElementById('pattern-note-parts').content.children].map((one) => [one.dataset.part, one]));
  return patterns.get(name).cloneNode(true);
}

/** What is known of a card: its last picture and its parts. A card the server drew has some parts already. */
function recordOf(card) {
  let record = known.get(card);
  if (!record) {
    record = { picture: null, parts: {} };
    for (const element of card.querySelectorAll('[data-part]')) record.parts[element.dataset.part] = element;
    known.set(card, record);
  }
  return record;
}

/** Shows or hides a part, making it when it is first shown; gives it where it is shown, else null. */
function show(parts, name, yes) {
  let part = parts[name];
  if (!yes) {
    if (part) part.hidden = true;
    return null;
  }
  if (!part) {
    part = pattern(name);
    parts[name] = part;
    if (name === 'message') parts.foot.before(part);
    else {
      const next = IN_FOOT.slice(IN_FOOT.indexOf(name) + 1).find((other) => parts[other]);
      parts.foot.insertBefore(part, next ? parts[next] : null);
    }
  }
  part.hidden = false;
  return part;
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A name for the note in the labels of its buttons. */
function called(text) {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function same(one, other) {
  if (one === other) return true;
  if (!one || !other) return false;
  for (const key in one) {
    if (one[key] !== other[key] && !(key === 'votes' && same(one.votes, other.votes))) return false;
  }
  return true;
}

/** Whether the card shows this note as it is. */
export function isDrawn(card, note) {
  return same(note, known.get(card)?.picture);
}

/**
 * `note`: {id | null, text | null, language | null, foreign, own, hidden, simulated, city, author, state: '' | 'saved' | 'waiting' | 'refused',
 * message, mayRewrite, votes, selectable, selected, movable, hasMenu}.
 */
export function drawNote(card, note, cities) {
  const { parts, picture: before } = recordOf(card);
  known.get(card).picture = note;

  if (note.id && !card.dataset.note) card.dataset.note = note.id;
  const stub = note.text === null;
  const text = stub ? say('hidden_text') : note.text;
  const { classList } = card;
  classList.toggle('note--own', note.own);
  classList.toggle('note--stub', stub);
  classList.toggle('note--hidden', note.hidden);
  classList.toggle('note--waiting', note.state === 'waiting');
  classList.toggle('note--refused', note.state === 'refused');
  classList.toggle('note--selected', note.selected);
  classList.toggle('note--movable', note.movable);
  write(parts.text, text);
  if (!stub && note.language) parts.text.lang = note.language;
  else if (parts.text.lang) parts.text.removeAttribute('lang');
  // A stub says nothing and offers nothing: nobody needs to stop there.
  if (stub && !note.hasMenu) card.removeAttribute('tabindex');
  else if (!card.hasAttribute('tabindex')) card.tabIndex = -1;

  if (before ? before.city !== note.city : (parts.badge.textContent.trim() || null) !== note.city) {
    parts.badge.replaceChildren(...(note.city ? [cityBadge(note.city, cities)] : []));
  }
  write(parts.author, note.author ?? '');
  const language = show(parts, 'language', Boolean(note.foreign) && !stub);
  if (language) write(language, note.foreign);
  show(parts, 'simulated', note.simulated);
  show(parts, 'hidden-mark', note.hidden);
  const message = show(parts, 'message', Boolean(note.message));
  if (message) write(message, note.message);
  const state = show(parts, 'state', note.state === 'saved' || note.state === 'waiting');
  if (state) {
    state.dataset.state = note.state;
    write(state, note.state === 'saved' ? say('saved') : say('waiting_mark'));
  }
  const votes = show(parts, 'votes', note.votes !== null);
  if (votes) drawVotes(votes, note.votes);
  const select = show(parts, 'select', note.selectable);
  if (select) {
    select.firstElementChild.checked = note.selected;
    select.firstElementChild.ariaLabel = say('select_for', { text: called(text) });
  }
  const more = show(parts, 'more', note.hasMenu);
  if (more) more.ariaLabel = say('more_for', { text: called(text) });
  const pending = show(parts, 'pending', note.state === 'refused');
  if (pending) pending.querySelector('[data-action="rewrite"]').hidden = !note.mayRewrite;
}
