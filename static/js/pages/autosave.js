// Text forms that save while one types: <form data-behaviour="autosave"> (templates/shared/_texts.html).
// Without script the form's own button saves it.
import { Kept } from '../shared/kept.js';
import { newOperationId } from '../shared/operation_id.js';
import { TextSaving } from '../shared/text_saving.js';
import { WindowItems, claimWindow } from '../shared/window_items.js';
import { say } from '../shared/words.js';

const { programme, seat } = document.getElementById('autosave').dataset;
const news = document.getElementById('autosave-news');
const SILENT = new Set(['writing', 'saving', 'saved']);
/** States whose words say that the text is kept on this device. */
const SAY_KEPT = new Set(['waiting', 'refused']);
/** Unsaved text of this person's, on this device, under the address of what it belongs to. */
const items = new WindowItems({ kept: new Kept(), prefix: `text:${seat}:`, window: claimWindow() });

function storeOf(form) {
  const name = new URL(form.action).pathname;
  return {
    load: () => items.take(name),
    keep: (value) => items.keep(name, value),
    drop: () => items.drop(name),
  };
}

async function json(address, options = {}) {
  const response = await fetch(address, { ...options, headers: { Accept: 'application/json', ...options.headers } });
  return response.json();
}

function begin(form) {
  const { text: area, language, revision, csrf_token: token } = form.elements;
  const mark = form.querySelector('[data-save-state]');
  const conflict = form.querySelector('[data-conflict]');
  let told = 'saved';
  let asked = false;

  const present = () => ({ text: area.value, language: language.value });

  function tell(saving) {
    const state = SAY_KEPT.has(saving.state) && !saving.kept ? `${saving.state}_only` : saving.state;
    const words = say(state, { reason: saving.reason });
    mark.textContent = state === 'saved' ? `✓ ${words}` : words;
    mark.dataset.saveState = saving.state;
    // Only what somebody has to know is announced; "saved" when they asked for it or were worried before.
    if (!SILENT.has(saving.state)) news.textContent = words;
    else if (saving.state === 'saved' && (asked || !SILENT.has(told))) news.textContent = words;
    if (saving.state === 'saved') asked = false;
    if (saving.state !== 'writing' && saving.state !== 'saving') told = saving.state;
    revision.value = saving.base.revision;
    if (saving.theirs) show(say(saving.theirs.name ? 'theirs_named' : 'theirs', saving.theirs), saving.theirs.text, true);
  }

  function show(title, text, choices) {
    conflict.hidden = false;
    conflict.querySelector('[data-conflict-title]').textContent = title;
    conflict.querySelector('[data-theirs]').textContent = text || say('emptied');
    conflict.querySelector('[data-choices]').hidden = !choices;
  }

  const saving = new TextSaving({
    base: { ...present(), revision: Number(revision.value) },
    send: ({ operation_id, ...said }) =>
      json(`/api/v1/commands/${form.dataset.command}?programme=${encodeURIComponent(programme)}`, {
        method: 'POST',
        keepalive: true,
        headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token.value },
        body: JSON.stringify({ operation_id, payload: { ...JSON.parse(form.dataset.fields), ...said } }),
      }),
    ask: () => json(form.dataset.now),
    store: storeOf(form),
    newId: newOperationId,
    later: (milliseconds, call) => {
      const timer = setTimeout(call, milliseconds);
      return () => clearTimeout(timer);
    },
    changed: tell,
  });

  function put({ text, language: code }) {
    area.value = text;
    area.lang = code;
    language.value = code;
  }

  // A text that a plain form could not save already stands in its field, with the other one below: the form says so.
  const settled = conflict.hidden && !form.querySelector('.field-error');
  if (settled && saving.resume()) {
    put(saving.text);
    news.textContent = say('brought_back');
  }
  area.addEventListener('input', () => saving.edit(present()));
  language.addEventListener('change', () => {
    area.lang = language.value;
    saving.edit(present());
  });
  if (settled) {
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      asked = true;
      saving.flush();
    });
  }
  addEventListener('online', () => saving.flush());
  addEventListener('visibilitychange', () => document.hidden && saving.state === 'writing' && saving.flush());
  conflict.addEventListener('click', (event) => {
    const how = event.target.closest('[data-take]')?.dataset.take;
    if (!how || !saving.theirs) return;
    const mine = saving.text.text;
    put(saving.resolve(how));
    if (how === 'theirs' && mine) show(say('taken_instead'), mine, false);
    else conflict.hidden = true;
    area.focus();
  });
}

for (const form of document.querySelectorAll('[data-behaviour="autosave"]')) begin(form);
