// The coordinator's table: its forms are sent without leaving the page, and the table in the page that comes back is
// taken over. Without script the same forms do the same by their own buttons.
import { closeMenus } from '../shared/menus.js';
import { newOperationId } from '../shared/operation_id.js';
import { say } from '../shared/words.js';
import { enableDragging } from './table_drag.js';
import { clearTrial, showTrial } from './table_trial.js';
import { followWeights } from './table_weights.js';

const FIRST_LOOK_MS = 700;
const SLOWEST_LOOK_MS = 15_000;
const QUICK_MS = 20_000;

const root = () => document.getElementById('table');
const news = document.getElementById('table-news');
let busy = Promise.resolve(); // one request after the other
let dragging = false;
let look = 0;
let quickUntil = 0; // after something was sent, the worker's answer may come soon

function tell(text) {
  const place = root().querySelector('[data-told]');
  place.textContent = text;
  news.textContent = text;
}

/** The table of the page that an address answers with, or null. */
async function tableFrom(address, options = {}) {
  const answer = await fetch(address, { ...options, headers: { Accept: 'text/html' } });
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  return { ok: answer.ok, table: page.getElementById('table') };
}

async function send(address, data, from = null) {
  const place = placeOfKeyboard();
  data.set('operation_id', newOperationId());
  tell(say('saving'));
  let answer;
  try {
    answer = await tableFrom(address, { method: 'POST', body: data });
  } catch {
    tell(say('waiting'));
    return false;
  }
  if (!answer.table) {
    tell(say('failed'));
    return false;
  }
  quickUntil = Date.now() + QUICK_MS;
  takeOver(answer.table, answer.ok ? from : null);
  goOn(answer.ok, place);
  return true;
}

/** Puts a fresh table in place of the present one; what is open and typed stays, but for the form that was sent. */
function takeOver(fresh, sent = null) {
  const open = new Set([...root().querySelectorAll('details[open][id]:not(.menu)')].map((one) => one.id));
  const view = root().querySelector('[name="table-view"]:checked')?.value;
  const typed = unsaved(sent);
  root().replaceWith(document.importNode(fresh, true));
  for (const id of open) document.getElementById(id)?.setAttribute('open', '');
  const chosen = view && document.getElementById(`view-${view}`);
  if (chosen) chosen.checked = true;
  for (const [key, put] of typed) for (const field of fields()) if (keyOf(field) === key) put(field);
  begin();
}

const fields = () => [...root().querySelectorAll('form :is(input:not([type=hidden]), select, textarea)')];
const isBox = (field) => field.matches('[type=checkbox], [type=radio]');
const keyOf = (field) => `${field.form?.getAttribute('action')} ${field.id || `${field.name} ${field.value}`}`;

function unsaved(sent) {
  const found = [];
  for (const field of fields()) {
    if (field.form === sent) continue;
    const { value, checked } = field;
    if (isBox(field)) {
      if (checked !== field.defaultChecked) found.push([keyOf(field), (one) => { one.checked = checked; }]);
    } else if (field instanceof HTMLSelectElement) {
      const first = [...field.options].find((option) => option.defaultSelected) ?? field.options[0];
      if (first && value !== first.value) found.push([keyOf(field), (one) => { one.value = value; }]);
    } else if (value !== field.defaultValue) found.push([keyOf(field), (one) => { one.value = value; }]);
  }
  return found;
}

function goOn(ok, place) {
  if (!ok) {
    news.textContent = root().querySelector('.error-summary p')?.textContent ?? say('refused');
    root().querySelector('.error-summary')?.focus();
    return;
  }
  news.textContent = root().querySelector('[data-told]').dataset.news || say('saved');
  backTo(place);
}

/** Where the keyboard is on the table: at what has an id, in a fold, at a city. Null elsewhere. */
function placeOfKeyboard() {
  const at = document.activeElement;
  if (!root().contains(at)) return null;
  const fold = at.matches('summary') ? at.parentElement.id : '';
  return { id: at.id, fold, city: at.closest('.table-seat, .table-city')?.dataset.city };
}

/** The keyboard stays at what was pressed, or goes to the city that moved; from an undo with nothing left to redo. */
function backTo(place, options) {
  if (!place) return;
  const other = { 'table-undo': 'table-redo', 'table-redo': 'table-undo' }[place.id];
  const again = [place.id, other].map((id) => id && document.getElementById(id))
    .find((one) => one && !one.disabled && !one.closest('.menu:not([open])'));
  const fold = place.fold && document.getElementById(place.fold)?.querySelector('summary');
  (again || fold || root().querySelector(`.table-seat[data-city="${place.city}"] summary`))?.focus(options);
}

/* Dragging and trying out */

function moveTo(city, leaves, joins) {
  const data = new FormData();
  data.set('csrf_token', root().querySelector('[name=csrf_token]').value);
  data.set('version', root().dataset.version);
  for (const [name, value] of Object.entries({ city, leaves, joins })) data.set(name, value);
  const done = busy.then(() => send(root().dataset.move, data));
  busy = done.catch(() => {});
  return done;
}

/* Looking whether the worker has something new, or somebody else has changed the table */

function watch(pause = FIRST_LOOK_MS) {
  window.clearTimeout(look);
  look = window.setTimeout(async () => {
    let next = Math.min(pause * 1.4, SLOWEST_LOOK_MS);
    try {
      if (!document.hidden && !isBeingUsed() && (await hasNews())) {
        const { table } = await tableFrom(window.location.href);
        if (table && !isBeingUsed()) {
          const before = root().dataset.version;
          const place = placeOfKeyboard();
          takeOver(table);
          backTo(place, { preventScroll: true });
          if (before !== root().dataset.version) news.textContent = say('fresh');
          next = FIRST_LOOK_MS;
        }
      }
    } catch {
      // No connection just now: the next look may have one.
    }
    watch(isWaiting() ? next : SLOWEST_LOOK_MS);
  }, pause);
}

const isWaiting = () => root().dataset.done === 'no' || Date.now() < quickUntil;
const isBeingUsed = () => dragging || root().querySelector('details.menu[open]') !== null;

async function hasNews() {
  const { version, status, state, weighed, questions } = root().dataset;
  const answer = await fetch(state, { headers: { Accept: 'application/json' } });
  if (!answer.ok) return false;
  const now = await answer.json();
  return String(now.version) !== version || now.status !== status || String(now.questions) !== questions
    || (now.weighed && weighed === 'no') || (!now.working && root().dataset.done === 'no');
}

function begin() {
  clearTrial(root());
  followWeights(root());
  enableDragging(root(), {
    move: moveTo,
    trial: (...places) => showTrial(root(), ...places),
    dragging: (now) => { dragging = now; if (!now) clearTrial(root()); },
  });
  watch(isWaiting() ? FIRST_LOOK_MS : SLOWEST_LOOK_MS);
}

/* Listening */

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!form.matches('#table form[data-table-form]')) return;
  event.preventDefault();
  const data = new FormData(form, event.submitter);
  busy = busy.then(() => send(form.getAttribute('action'), data, form)).catch(() => {});
});
function tryChosen(select) {
  const { city, leaves } = select.form.elements;
  showTrial(root(), select.form, city.value, leaves.value, select.value);
}
document.addEventListener('change', (event) => {
  if (event.target.matches?.('#table [data-joins-select]')) tryChosen(event.target);
});
document.addEventListener('toggle', (event) => {
  const menu = event.target;
  if (!menu.matches?.('#table .table-move')) return;
  if (menu.open) {
    for (const other of root().querySelectorAll('details.menu[open]')) if (other !== menu) other.open = false;
    tryChosen(menu.querySelector('[data-joins-select]'));
  } else clearTrial(root());
}, true);
closeMenus('#table');

begin();
