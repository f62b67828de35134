/** One note as a card. Draws what it is told; a card whose picture is the same is left alone. */

import { cityBadge } from '../shared/city_badge.js';
import { say } from '../shared/words.js';
import { drawVotes } from './votes.js';

const pictures = new WeakMap();

export function makeNote() {
  return document.getElementById('pattern-note').content.firstElementChild.cloneNode(true);
}

function part(card, name) {
  return card.querySelector(`[data-part="${name}"]`);
}

/** A name for the note in the labels of its buttons. */
function called(text) {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/**
 * `note`: {id | null, text | null, own, hidden, simulated, city, author, state: '' | 'saved' | 'waiting' | 'refused',
 * message, mayRewrite, votes, selectable, selected, movable, hasMenu}.
 */
export function drawNote(card, note, cities) {
  const picture = JSON.stringify(note);
  if (pictures.get(card) === picture) return;
  pictures.set(card, picture);

  if (note.id) card.dataset.note = note.id;
  const stub = note.text === null;
  const text = stub ? say('hidden_text') : note.text;
  card.classList.toggle('note--own', note.own);
  card.classList.toggle('note--stub', stub);
  card.classList.toggle('note--hidden', note.hidden);
  card.classList.toggle('note--waiting', note.state === 'waiting');
  card.classList.toggle('note--refused', note.state === 'refused');
  card.classList.toggle('note--selected', note.selected);
  card.querySelector('.note-text').textContent = text;

  const message = card.querySelector('.note-message');
  message.textContent = note.message;
  message.hidden = !note.message;

  const badge = card.querySelector('.note-badge');
  badge.replaceChildren(...(note.city ? [cityBadge(note.city, cities)] : []));
  card.querySelector('.note-author').textContent = note.author ?? '';
  card.querySelector('.simulated').hidden = !note.simulated;
  part(card, 'hidden-mark').hidden = !note.hidden;

  const state = part(card, 'state');
  state.hidden = note.state !== 'saved' && note.state !== 'waiting';
  state.dataset.state = note.state;
  state.textContent = note.state === 'saved' ? say('saved') : note.state === 'waiting' ? say('waiting_mark') : '';

  drawVotes(part(card, 'votes'), note.votes);

  const select = part(card, 'select');
  select.hidden = !note.selectable;
  select.firstElementChild.checked = note.selected;
  select.firstElementChild.ariaLabel = say('select_for', { text: called(text) });
  part(card, 'drag').hidden = !note.movable;
  const more = card.querySelector('[data-action="more"]');
  more.hidden = !note.hasMenu;
  more.ariaLabel = say('more_for', { text: called(text) });

  card.querySelector('.note-tools').classList.toggle('note-tools--none', !note.selectable && !note.movable && !note.hasMenu);

  const pending = part(card, 'pending');
  pending.hidden = note.state !== 'refused';
  pending.querySelector('[data-action="rewrite"]').hidden = !note.mayRewrite;
}
