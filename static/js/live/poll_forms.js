/** How one answers a poll: a form for each kind. Each gives what was chosen, and takes what was answered before. */

import { say } from '../shared/words.js';
import { made, written } from './poll_results.js';

const WORD_LENGTH = 80;
const ANSWER_LENGTH = 500;

function choice(type, name, value, text) {
  const input = document.createElement('input');
  Object.assign(input, { type, name, value });
  const label = made('label', 'choice', input, written('span', '', text));
  return label;
}

function group(...children) {
  const fieldset = made('fieldset', 'poll-choices', ...children);
  fieldset.prepend(made('legend', 'visually-hidden', say('poll_your_answer')));
  return fieldset;
}

function options(poll) {
  const one = poll.kind === 'one';
  const labels = poll.options.map((option) => choice(one ? 'radio' : 'checkbox', `poll-${poll.id}`, option.id, option.text));
  const inputs = labels.map((label) => label.querySelector('input'));
  const element = group(...labels);
  if (!one) element.append(made('p', 'soft', say('poll_most', { count: Math.min(poll.settings.most, poll.options.length) })));
  const bound = () => {
    const full = !one && inputs.filter((input) => input.checked).length >= poll.settings.most;
    for (const input of inputs) input.disabled = full && !input.checked;
  };
  element.addEventListener('change', bound);
  return {
    element,
    read: () => {
      const chosen = inputs.filter((input) => input.checked).map((input) => Number(input.value));
      return chosen.length ? { options: chosen } : null;
    },
    fill: (answer) => {
      for (const input of inputs) input.checked = answer?.options?.includes(Number(input.value)) ?? false;
      bound();
    },
  };
}

function scale(poll) {
  const { low, high, low_words: lowWords, high_words: highWords, skip } = poll.settings;
  const labels = [];
  for (let number = low; number <= high; number += 1) labels.push(choice('radio', `poll-${poll.id}`, String(number), String(number)));
  const row = made('div', 'poll-scale', ...labels);
  const ends = made('p', 'poll-ends soft', written('span', '', lowWords), written('span', '', highWords));
  const element = group(row, ...(lowWords || highWords ? [ends] : []), ...(skip ? [choice('radio', `poll-${poll.id}`, '', say('poll_skip'))] : []));
  const inputs = [...element.querySelectorAll('input')];
  if (lowWords) inputs[0].setAttribute('aria-label', `${low}, ${lowWords}`);
  if (highWords) inputs[high - low].setAttribute('aria-label', `${high}, ${highWords}`);
  return {
    element,
    read: () => {
      const chosen = inputs.find((input) => input.checked);
      return chosen ? { value: chosen.value === '' ? null : Number(chosen.value) } : null;
    },
    fill: (answer) => {
      for (const input of inputs) input.checked = Boolean(answer) && input.value === (answer.value === null ? '' : String(answer.value));
    },
  };
}

function ranking(poll) {
  const list = made('ol', 'poll-order');
  const texts = new Map(poll.options.map((option) => [option.id, option.text]));
  let dragged = null;
  const rows = new Map(poll.options.map((option) => {
    const button = (key, by, sign) => {
      const element = made('button', 'button button--small', sign);
      element.type = 'button';
      element.setAttribute('aria-label', say(key, { text: option.text }));
      element.addEventListener('click', () => move(option.id, by));
      return element;
    };
    const row = made('li', 'poll-order-row', written('span', 'poll-order-text', option.text), button('poll_up', -1, '↑'), button('poll_down', 1, '↓'));
    row.draggable = true;
    row.addEventListener('dragstart', () => { dragged = row; });
    row.addEventListener('dragover', (event) => {
      if (!dragged || dragged === row) return;
      event.preventDefault();
      const after = event.clientY > row.getBoundingClientRect().top + row.offsetHeight / 2;
      row[after ? 'after' : 'before'](dragged);
    });
    row.addEventListener('dragend', () => {
      dragged = null;
      changed();
    });
    return [option.id, row];
  }));
  const said = made('p', 'visually-hidden');
  said.setAttribute('role', 'status');
  const order = () => [...list.children].map((row) => [...rows].find(([, one]) => one === row)[0]);
  const element = group(list, said);
  function changed() {
    element.dispatchEvent(new Event('change', { bubbles: true }));
  }
  function move(id, by) {
    const ids = order();
    const place = ids.indexOf(id);
    const to = place + by;
    if (to < 0 || to >= ids.length) return;
    const focused = document.activeElement;
    const other = rows.get(ids[to]);
    other[by > 0 ? 'after' : 'before'](rows.get(id));
    focused?.focus();
    said.textContent = say('poll_moved', { text: texts.get(id), place: to + 1 });
    changed();
  }
  return {
    element,
    read: () => ({ options: order() }),
    fill: (answer) => {
      const ids = answer?.options?.filter((id) => rows.has(id)) ?? [];
      const rest = poll.options.map((option) => option.id).filter((id) => !ids.includes(id));
      list.replaceChildren(...[...ids, ...rest].map((id) => rows.get(id)));
    },
  };
}

function text(poll, long) {
  const input = document.createElement(long ? 'textarea' : 'input');
  input.className = 'input';
  input.dir = 'auto';
  input.maxLength = long ? ANSWER_LENGTH : WORD_LENGTH;
  if (long) input.rows = 3;
  else input.autocomplete = 'off';
  const words = made('span', 'field-label', say(long ? 'poll_city_answer' : 'poll_your_word'));
  return {
    element: made('label', 'field', words, input),
    input,
    read: () => (input.value.trim() ? { text: input.value.trim() } : null),
    fill: (answer) => { input.value = answer?.text ?? ''; },
  };
}

/** {element, read() -> part of poll.answer's payload or null, fill(answer)} for a poll of its kind. */
export function formOf(poll) {
  const kinds = { one: options, several: options, scale, ranking };
  return kinds[poll.kind]?.(poll) ?? text(poll, poll.kind === 'cities');
}
