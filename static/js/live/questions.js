/** Questions and answers in the room: ask, support others' questions, see what was answered; most support first. */

import { REFUSED } from '../boards/outbox.js';
import { cityBadge } from '../shared/city_badge.js';
import { simulatedMark } from '../shared/simulated_mark.js';
import { say, sayCount } from '../shared/words.js';
import { made, written } from './poll_results.js';
import { inOrder } from './question_order.js';

const QUESTION_LENGTH = 500;

export class Questions {
  #rows = new Map();

  /** `run(name, payload)` keeps a command until it is answered; `drafts` has get, set and remove. */
  constructor(poll, { run, cities, drafts, leads }) {
    Object.assign(this, { id: poll.id, run, cities, drafts, leads });
    this.text = document.createElement('textarea');
    Object.assign(this.text, { className: 'input', rows: 2, maxLength: QUESTION_LENGTH, dir: 'auto', value: drafts.get(this.id) ?? '' });
    this.text.addEventListener('input', () => drafts.set(this.id, this.text.value));
    const label = made('label', 'field', made('span', 'field-label', say('question_yours')), this.text);
    this.ask = made('button', 'button button--primary', say('question_ask'));
    this.form = made('form', 'stack stack-tight question-form', label, this.ask);
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      const text = this.text.value.trim();
      if (!text) return this.text.focus();
      this.run('question.ask', { poll: this.id, text });
      this.text.value = '';
      this.drafts.remove(this.id);
      return this.text.focus();
    });
    this.waiting = made('ul', 'question-list');
    this.list = made('ol', 'question-list');
    this.list.setAttribute('aria-label', say('question_all'));
    this.none = made('p', 'soft', say('question_none'));
    this.element = made('div', 'stack stack-tight', this.form, this.waiting, this.none, this.list);
  }

  draw(poll, state, entries) {
    const own = state.mine.polls?.[this.id] ?? { asked: [], supported: [] };
    this.form.hidden = !['open', 'shown'].includes(poll.status);
    const readable = [...state.questions.values()].filter((question) => question.poll === this.id);
    const ids = new Set(readable.map((question) => question.id));
    const mine = own.asked.filter((question) => !ids.has(question.id));
    this.#drawWaiting(entries, own, mine);
    this.none.hidden = readable.length > 0 || mine.length > 0;
    const under = new Map(entries.filter((entry) => entry.state !== REFUSED && entry.payload.question)
      .map((entry) => [entry.payload.question, entry.name]));
    const focused = document.activeElement;
    const rows = inOrder(readable).map((question) => this.#row(question, own, under.get(question.id), this.form.hidden));
    for (const id of this.#rows.keys()) if (!ids.has(id)) this.#rows.delete(id);
    if (rows.length !== this.list.children.length || rows.some((row, place) => this.list.children[place] !== row)) {
      this.list.replaceChildren(...rows);
      if (this.list.contains(focused)) focused.focus();
    }
  }

  /** What was asked and is not on the list yet: it waits, or only those who lead see it. */
  #drawWaiting(entries, own, mine) {
    const known = new Set(own.asked.map((question) => question.text));
    const waiting = entries.filter((entry) => entry.name === 'question.ask' && entry.payload.poll === this.id && entry.state === 'waiting'
      && !known.has(entry.payload.text));
    this.waiting.hidden = waiting.length + mine.length === 0;
    this.waiting.replaceChildren(
      ...waiting.map((entry) => made('li', 'question-row', written('span', 'question-text', entry.payload.text), made('span', 'tag', say('waiting_mark')))),
      ...mine.map((question) => made('li', 'question-row', written('span', 'question-text', question.text), made('span', 'tag', say('question_only_you')))),
    );
  }

  #row(question, own, under, over) {
    const supported = under === 'question.upvote' || (under !== 'question.withdraw_upvote' && own.supported.includes(question.id));
    const asked = own.asked.some((one) => one.id === question.id);
    const picture = JSON.stringify([question, supported, asked, over]);
    const known = this.#rows.get(question.id);
    if (known?.dataset.picture === picture) return known;
    const row = known ?? made('li', 'question-row');
    const had = known?.contains(document.activeElement) ? document.activeElement.dataset.does : null;
    row.dataset.picture = picture;
    row.classList.toggle('question-row--answered', question.answered);
    row.replaceChildren(this.#support(question, supported, over), this.#said(question), ...(asked && !question.answered && !over ? [this.#withdraw(question)] : []));
    if (had) row.querySelector(`[data-does="${had}"]`)?.focus();
    this.#rows.set(question.id, row);
    return row;
  }

  #support(question, supported, over) {
    const button = made('button', 'button button--small question-support', made('span', '', '▲'), String(question.votes));
    button.type = 'button';
    button.dataset.does = 'support';
    button.ariaPressed = String(supported);
    button.disabled = over || question.answered;
    button.setAttribute('aria-label', say('question_support', { text: question.text, count: question.votes }));
    button.addEventListener('click', () => this.run(supported ? 'question.withdraw_upvote' : 'question.upvote', { question: question.id }));
    return button;
  }

  #said(question) {
    const text = made('div', 'question-said', written('p', 'question-text', question.text));
    const by = made('p', 'soft question-by');
    if (question.city) by.append(cityBadge(question.city, this.cities), ' ');
    if (question.author) by.append(made('bdi', '', question.author), ' ');
    if (question.simulated) by.append(simulatedMark(), ' ');
    if (question.hidden) by.append(made('span', 'tag tag--warn', say('question_hidden')), ' ');
    if (question.answered) by.append(made('span', 'tag tag--good', say('question_answered')));
    if (by.childNodes.length) text.append(by);
    if (question.answer) text.append(written('p', 'question-answer', question.answer));
    return text;
  }

  #withdraw(question) {
    const button = made('button', 'button button--quiet button--small', say('question_withdraw'));
    button.type = 'button';
    button.addEventListener('click', () => this.run('question.withdraw', { question: question.id }));
    return button;
  }

  /** A refused question goes back into the box, if that is empty. */
  takeBack(text) {
    if (!this.text.value) this.text.value = text;
    this.drafts.set(this.id, this.text.value);
  }
}

/** How many questions there are, in words. */
export function sayAsked(poll) {
  return sayCount('poll_asked', poll.answered);
}
