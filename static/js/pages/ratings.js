// Saves each rating as it is chosen, and says of each whether it is saved. Without script a button saves an area.
import { Kept } from '../shared/kept.js';
import { newOperationId } from '../shared/operation_id.js';
import { WindowItems, claimWindow } from '../shared/window_items.js';
import { say } from '../shared/words.js';
import { ratingOutbox } from './rating_outbox.js';

// Arrow keys pass by ratings that are not meant: only where they come to rest is saved.
const CHOOSING = 350;
const TYPING = 800;
const place = document.querySelector('[data-behaviour="ratings"]');
const net = document.querySelector('[data-net]');
const timers = new Map();

const fieldsets = new Map([...place.querySelectorAll('[data-statement]')].map((one) => [Number(one.dataset.statement), one]));
const chosen = (statement) => fieldsets.get(statement).querySelector('input[type="radio"]:checked');
const comment = (statement) => fieldsets.get(statement).querySelector('textarea');
const seen = (statement) => fieldsets.get(statement).querySelector(`[name="seen-${statement}"]`);
const other = (statement) => fieldsets.get(statement).querySelector('[data-other]');

const kept = new Kept();
const items = new WindowItems({
  kept,
  prefix: `rating:${place.dataset.owner}:${place.dataset.city}:${place.dataset.round}:`,
  window: claimWindow(),
});
let connected = true;

/** Whether answers wait for a connection, and whether they outlive this page. */
function tellNet() {
  const words = [connected ? '' : say(kept.lasting ? 'offline' : 'no_connection'), kept.lasting ? '' : say('memory_only')];
  net.textContent = words.filter(Boolean).join(' ');
}

const outbox = ratingOutbox({
  items,
  send,
  tell,
  wait(pause, then) {
    const timer = setTimeout(then, pause);
    return () => clearTimeout(timer);
  },
  newId: newOperationId,
  online(there) {
    connected = there;
    tellNet();
  },
});

async function send(entry) {
  const { operation_id, ...answer } = entry;
  const payload = { city: Number(place.dataset.city), round: Number(place.dataset.round), answers: [answer] };
  const response = await fetch(place.dataset.save, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-CSRFToken': place.querySelector('[name="csrf_token"]').value },
    body: JSON.stringify({ operation_id, payload }),
  });
  const result = await response.json();
  return result.ok ? { ok: true, version: result.result.versions[entry.statement] } : result;
}

function show(statement, text, kind = '') {
  const state = fieldsets.get(statement).querySelector('[data-state]');
  state.textContent = text;
  state.className = `rating-state${kind && ` rating-state--${kind}`}`;
}

function tell(statement, state, entry, answer) {
  if (!fieldsets.has(statement)) return;
  if (answer?.ok) seen(statement).value = answer.version;
  if (state === 'waiting') show(statement, say('waiting'), 'waiting');
  if (state === 'saved') {
    show(statement, say('saved'), 'saved');
    other(statement).hidden = true;
  }
  if (state === 'refused' || state === 'conflict') show(statement, answer.message, 'refused');
  if (state === 'conflict') showOther(statement, entry);
}

/** What somebody else has answered meanwhile, and the choice between the two. */
async function showOther(statement, entry) {
  const response = await fetch(place.dataset.present, { headers: { Accept: 'application/json' } });
  if (!response.ok) return;
  const theirs = (await response.json())[statement];
  const box = other(statement);
  const said = document.createElement('p');
  const rating = theirs.rating === null ? say('none') : theirs.rating;
  said.textContent = say('theirs', { name: theirs.by, role: theirs.role, rating });
  const quote = document.createElement('q');
  quote.className = 'said-comment';
  quote.textContent = theirs.comment;
  if (theirs.language) quote.lang = theirs.language;
  const acts = document.createElement('p');
  acts.className = 'row';
  acts.append(
    button('keep', () => outbox.put(statement, entry.rating, entry.comment, theirs.version, entry.language)),
    button('take', () => {
      outbox.drop(statement);
      fill(statement, theirs);
      show(statement, say('saved'), 'saved');
      count();
    }),
  );
  box.replaceChildren(said, ...(theirs.comment ? [quote] : []), acts);
  box.hidden = false;

  function button(word, does) {
    const made = document.createElement('button');
    made.type = 'button';
    made.className = 'button button--small';
    made.textContent = say(word);
    made.addEventListener('click', () => {
      seen(statement).value = theirs.version;
      box.hidden = true;
      does();
    });
    return made;
  }
}

function fill(statement, answer) {
  const value = answer.rating === null ? 'none' : String(answer.rating);
  const radio = fieldsets.get(statement).querySelector(`input[value="${value}"]`);
  if (radio) radio.checked = true;
  comment(statement).value = answer.comment;
  if (answer.comment) comment(statement).closest('details').open = true;
}

function save(statement) {
  clearTimeout(timers.get(statement));
  timers.delete(statement);
  const radio = chosen(statement);
  if (!radio) {
    show(statement, comment(statement).value.trim() ? say('choose') : '', 'refused');
    return;
  }
  const rating = radio.value === 'none' ? null : Number(radio.value);
  outbox.put(statement, rating, comment(statement).value, Number(seen(statement).value), document.documentElement.lang);
}

function saveSoon(statement, pause) {
  clearTimeout(timers.get(statement));
  timers.set(statement, setTimeout(() => save(statement), pause));
  if (chosen(statement)) show(statement, say('waiting'), 'waiting');
}

function flush() {
  for (const statement of [...timers.keys()]) save(statement);
}

function count() {
  const progress = document.querySelector('[data-progress]');
  const words = progress.querySelector('[data-answered]');
  const answered = [...fieldsets.keys()].filter(chosen).length;
  words.textContent = say('answered', { n: answered, of: words.dataset.total });
  progress.querySelector('progress').value = answered;
}

const statementOf = (event) => Number(event.target.closest('[data-statement]').dataset.statement);

place.addEventListener('change', (event) => {
  if (event.target.type !== 'radio') return;
  saveSoon(statementOf(event), CHOOSING);
  count();
});
place.addEventListener('input', (event) => {
  if (event.target.tagName !== 'TEXTAREA') return;
  saveSoon(statementOf(event), TYPING);
});
place.addEventListener('submit', (event) => {
  event.preventDefault();
  flush();
});
document.querySelector('[data-submit]').addEventListener('submit', (event) => {
  flush();
  if (!outbox.pending()) return;
  event.preventDefault();
  net.textContent = say('unsaved');
  net.scrollIntoView({ block: 'center' });
  outbox.pump();
});
window.addEventListener('online', outbox.pump);
window.addEventListener('pagehide', flush);
window.addEventListener('beforeunload', (event) => {
  flush();
  if (!kept.lasting && outbox.pending()) event.preventDefault();
});

for (const one of place.querySelectorAll('.rating-save')) one.hidden = true;
for (const entry of outbox.restore()) {
  if (!fieldsets.has(entry.statement)) continue;
  fill(entry.statement, entry);
  show(entry.statement, say('waiting'), 'waiting');
}
count();
tellNet();
outbox.pump();
