// The planner: its forms are sent while one types or presses, and the page that comes back is taken over piece by
// piece. Without script the same forms do the same by their own buttons.
import { library } from '../shared/libraries.js';
import { closeMenus } from '../shared/menus.js';
import { newOperationId } from '../shared/operation_id.js';
import { say } from '../shared/words.js';

const PAUSE_MS = 900;
const AGAIN_MS = 3_000;

const root = () => document.getElementById('plan');
const waiting = new Map(); // forms with something unsaved: {timer, operation}
let busy = Promise.resolve(); // one request after the other: each page shows what the one before has done

function tell(word, values = {}) {
  const state = root().querySelector('[data-state]');
  const text = say(word, values);
  if (state.textContent !== text) state.textContent = text;
}

/** Sends a form; the planner in the page that comes back, or null where none came. */
async function send(form, submitter, operation) {
  const data = new FormData(form, submitter);
  data.set('operation_id', operation);
  const address = submitter?.getAttribute('formaction') || form.getAttribute('action');
  const answer = await fetch(address, { method: 'POST', body: data, headers: { Accept: 'text/html' } });
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  return { ok: answer.ok, plan: page.getElementById('plan') };
}

/* While one types: a block's form saves itself. */

function isChanged(form) {
  return [...form.elements].some((field) => field.name !== 'new_area' && isOtherThanSent(field));
}

/** Whether somebody has changed what the server sent. A list without a chosen line begins with its first; a button has nothing to change. */
function isOtherThanSent(field) {
  if (!field.name || ['hidden', 'submit', 'button'].includes(field.type)) return false;
  if (!(field instanceof HTMLSelectElement)) return field.value !== field.defaultValue;
  const sent = [...field.options].findIndex((option) => option.defaultSelected);
  return field.selectedIndex !== Math.max(sent, 0);
}

function edited(form) {
  if (form.querySelector('[data-fault] [data-keep]')) return; // two texts: a choice is asked for
  tell('writing');
  later(form, PAUSE_MS);
}

function later(form, milliseconds) {
  window.clearTimeout(waiting.get(form)?.timer);
  waiting.set(form, { ...waiting.get(form), timer: window.setTimeout(() => save(form), milliseconds) });
}

function save(form, submitter = null) {
  window.clearTimeout(waiting.get(form)?.timer);
  const done = busy.then(() => saveNow(form, submitter));
  busy = done.catch(() => {});
  return done;
}

async function saveNow(form, submitter) {
  if (!form.isConnected || (!isChanged(form) && !submitter)) {
    waiting.delete(form);
    return;
  }
  const operation = waiting.get(form)?.operation ?? newOperationId();
  waiting.set(form, { operation });
  tell('saving');
  const sent = valuesOf(form);
  let answer;
  try {
    answer = await send(form, submitter, operation);
  } catch {
    tell('waiting');
    later(form, AGAIN_MS);
    return;
  }
  waiting.delete(form);
  const fresh = answer.plan?.querySelector(`#${form.closest('[id]').id} form[data-plan-save]`);
  if (!fresh) {
    tell('failed');
    return;
  }
  const writtenOn = takeForm(form, fresh, sent, answer.ok);
  takeComputed(answer.plan);
  if (!answer.ok) tell('refused');
  else if (writtenOn) edited(form);
  else tell('saved');
}

function valuesOf(form) {
  return new Map([...form.elements].filter((field) => field.name).map((field) => [field, field.value]));
}

/** Takes over what is kept now and what is wrong; what one has written on meanwhile stays. Whether there is any. */
function takeForm(form, fresh, sent, ok) {
  let writtenOn = false;
  for (const element of form.querySelectorAll('[data-fault]')) element.remove();
  for (const field of form.querySelectorAll('.field--wrong')) field.classList.remove('field--wrong');
  for (const field of form.querySelectorAll('[aria-invalid]')) {
    field.removeAttribute('aria-invalid');
    field.removeAttribute('aria-describedby');
  }
  for (const fault of fresh.querySelectorAll('[data-fault]')) {
    const field = fresh.ownerDocument.getElementById(`field-${fault.id.replace('error-', '')}`);
    const own = field && document.getElementById(field.id);
    if (!own) continue;
    own.before(document.importNode(fault, true));
    own.closest('.field')?.classList.add('field--wrong');
    own.setAttribute('aria-invalid', 'true');
    own.setAttribute('aria-describedby', fault.id);
  }
  if (ok && [...fresh.elements].length !== [...form.elements].length) {
    // One step more or less: the form has other fields than before.
    const steps = form.querySelector('.plan-step-fields');
    const freshSteps = fresh.querySelector('.plan-step-fields');
    if (steps && freshSteps && !steps.contains(document.activeElement)) steps.replaceWith(document.importNode(freshSteps, true));
  }
  for (const was of fresh.querySelectorAll('input[type="hidden"][name^="was_"]')) {
    const own = form.elements[was.name];
    if (own) own.value = was.value;
  }
  if (!ok) return false;
  for (const [field, value] of sent) {
    if (!field.isConnected || field.type === 'hidden') continue;
    if (field.value !== value) writtenOn = true;
    if (field instanceof HTMLSelectElement) for (const option of field.options) option.defaultSelected = option.value === value;
    else field.defaultValue = value;
  }
  return writtenOn;
}

/** Times, sums and what is shown of the blocks. */
function takeComputed(plan) {
  for (const fresh of plan.querySelectorAll('[data-computed]')) {
    const own = document.getElementById(fresh.id);
    if (own && own.innerHTML !== fresh.innerHTML) own.replaceWith(document.importNode(fresh, true));
  }
  for (const id of ['plan-undo', 'plan-redo']) {
    document.getElementById(id).replaceWith(document.importNode(plan.querySelector(`#${id}`), true));
  }
}

/** Saves everything that is unsaved, before something else is done. */
async function saveAll() {
  await Promise.all([...waiting.keys()].map((form) => save(form)));
}

/* What is pressed: the whole planner is taken over, and one is where one was. */

async function press(form, submitter) {
  const id = submitter?.id;
  await saveAll();
  tell('saving');
  let answer;
  try {
    answer = await send(form, submitter, newOperationId());
  } catch {
    tell('waiting');
    return;
  }
  if (!answer.plan) {
    tell('failed');
    return;
  }
  const open = new Set([...root().querySelectorAll('details[open]')].map((one) => one.id));
  if (answer.ok) for (const one of ['plan-new', 'plan-template']) open.delete(one);
  const typed = unsaved();
  const before = new Set([...root().querySelectorAll('.plan-block')].map((block) => block.id));
  const own = submitter?.closest('.plan-block')?.id;
  root().replaceWith(document.importNode(answer.plan, true));
  for (const one of root().querySelectorAll('details[id]')) if (open.has(one.id) && !one.classList.contains('menu')) one.open = true;
  putBack(typed);
  begin();
  const made = [...root().querySelectorAll('.plan-block')].find((block) => !before.has(block.id));
  goOn(id, answer, made ?? document.getElementById(own));
}

/** What stands unsaved in the planner's fields, because it was refused. */
function unsaved() {
  return [...root().querySelectorAll('[data-plan-save]')].filter(isChanged)
    .flatMap((form) => [...form.elements].filter((field) => field.id && isOtherThanSent(field)))
    .map((field) => [field.id, field.value]);
}

function putBack(typed) {
  for (const [id, value] of typed) {
    const field = document.getElementById(id);
    if (!field || field instanceof HTMLSelectElement) continue;
    field.value = value;
    field.closest('details').open = true;
  }
}

/** The keyboard stays at the button that was pressed, or goes to what came of it. */
function goOn(id, answer, block) {
  if (!answer.ok) {
    tell('refused');
    root().querySelector('.error-summary')?.focus();
    return;
  }
  tell('saved');
  const again = id && document.getElementById(id);
  const next = again && !again.disabled && !again.closest('details:not([open])') ? again : block?.querySelector('.plan-acts button:not(:disabled), summary') ?? root().querySelector('summary');
  next?.focus();
  block?.scrollIntoView({ block: 'nearest' });
  if (block && !id?.startsWith('area-')) {
    tell('moved', { title: block.dataset.title, place: block.dataset.place, of: root().querySelectorAll('.plan-block').length });
  }
}

/* Dragging: the order in which the blocks are put down. */

async function enableDragging() {
  const list = document.getElementById('plan-blocks');
  if (!list?.querySelector('[data-drag]')) return;
  await library(() => import('sortablejs'));
  if (!list.isConnected) return;
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  globalThis.Sortable.create(list, {
    handle: '[data-drag]',
    draggable: '.plan-block',
    animation: calm ? 0 : 150,
    forceFallback: true,
    fallbackTolerance: 4,
    ghostClass: 'plan-block--away',
    dragClass: 'plan-block--lifted',
    // Nothing is put before what runs or is over.
    onMove: ({ related, willInsertAfter }) => related.matches('.plan-block--ahead') || (willInsertAfter && !related.nextElementSibling?.matches('.plan-block:not(.plan-block--ahead)')),
    onEnd: ({ item, oldIndex, newIndex }) => {
      if (oldIndex === newIndex) return;
      const button = item.querySelector('[id^="up-"]');
      button.disabled = false;
      button.value = String(newIndex + 1);
      busy = busy.then(() => press(button.form, button)).catch(() => {});
    },
  });
  list.dataset.drags = '';
}

function begin() {
  enableDragging();
}

/* Listening */

document.addEventListener('input', (event) => {
  const form = event.target.closest?.('#plan [data-plan-save]');
  if (form && event.target.name !== 'new_area') edited(form);
});
document.addEventListener('change', (event) => {
  const form = event.target.closest?.('#plan [data-plan-save]');
  if (form && event.target.name !== 'new_area' && waiting.has(form)) save(form);
});
document.addEventListener('submit', (event) => {
  const form = event.target;
  const { submitter } = event;
  if (!form.closest('#plan')) return;
  event.preventDefault();
  if (form.matches('[data-plan-save]') && !submitter?.hasAttribute('formaction')) {
    if (form.elements.new_area?.value && document.activeElement === form.elements.new_area) press(form, form.querySelector('[id^="area-add"]'));
    else save(form, submitter);
    return;
  }
  busy = busy.then(() => press(form, submitter)).catch(() => {});
});
document.addEventListener('click', (event) => {
  const take = event.target.closest?.('#plan [data-take]');
  if (take) {
    event.preventDefault();
    const form = take.closest('form');
    const field = form.elements[take.dataset.take];
    field.value = form.elements[`was_${take.dataset.take}`].value;
    field.defaultValue = field.value;
    take.closest('[data-fault]').remove();
    field.focus();
    if (isChanged(form)) edited(form);
    else tell('saved');
  }
});
closeMenus('#plan');
window.addEventListener('online', () => [...waiting.keys()].forEach((form) => save(form)));
window.addEventListener('beforeunload', (event) => {
  if (waiting.size > 0) event.preventDefault();
});

begin();
