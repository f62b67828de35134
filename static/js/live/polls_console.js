/** In the console: the polls of the present block to open, show and close, one more on the spot, and the round. */

import { say, sayCount } from '../shared/words.js';
import { made, resultElements, written } from './poll_results.js';
import { inOrder } from './question_order.js';
import { who } from './turn_name.js';

function button(words, act, kind = 'button--small') {
  const element = made('button', `button ${kind}`, words);
  element.type = 'button';
  element.addEventListener('click', act);
  return element;
}

export class PollsConsole {
  #picture = '';
  #turns = '';

  /** `steer(name, payload)` sends a command that is given up when it can't be sent soon; `keep` one that is kept. */
  constructor(root, { sessionId, cities, steer, keep }) {
    Object.assign(this, { root, sessionId, cities, steer, keep });
    this.part = root.querySelector('[data-part="polls-part"]');
    this.methodPart = root.querySelector('[data-part="method-part"]');
    this.list = root.querySelector('[data-part="polls-led"]');
    this.form = root.querySelector('[data-part="poll-add"]');
    this.message = root.querySelector('[data-part="poll-add-message"]');
    this.roundPart = root.querySelector('[data-part="round-part"]');
    this.turns = root.querySelector('[data-part="turns-led"]');
    this.form.addEventListener('change', () => this.#fit());
    this.form.addEventListener('submit', (event) => this.#add(event));
    this.roundNow = root.querySelector('[data-part="round-now"]');
    for (const part of [this.roundPart, this.roundNow]) part.addEventListener('click', (event) => this.#round(event.target.closest('[data-turn]')?.dataset.turn));
    this.#fit();
  }

  #fit() {
    const { kind } = this.form.elements;
    for (const part of this.form.querySelectorAll('[data-kinds]')) part.hidden = !part.dataset.kinds.split(' ').includes(kind.value);
  }

  #add(event) {
    event.preventDefault();
    const { kind, question, options, by } = this.form.elements;
    const payload = { session: this.sessionId, kind: kind.value, question: question.value, open: event.submitter?.value !== 'later' };
    if (['one', 'several', 'ranking'].includes(kind.value)) payload.options = options.value.split('\n');
    if (!['cities', 'questions'].includes(kind.value)) payload.settings = { by: by.value };
    this.message.hidden = true;
    this.asked = this.steer('poll.add', payload);
  }

  /** Says why a poll was not added, beside the form that keeps what was typed. Whether it was one. */
  refused(entry, sentence) {
    if (entry.name !== 'poll.add') return false;
    this.message.textContent = sentence;
    this.message.hidden = false;
    return true;
  }

  #round(does) {
    const session = this.sessionId;
    const from = this.speaking?.id ?? null;
    if (does === 'begin') this.steer('turn.begin', { session });
    if (does === 'begin-cities') this.steer('turn.begin', { session, by: 'cities' });
    if (does === 'next') this.steer('turn.next', { session, from });
    if (does === 'back') this.steer('turn.back', { session, from });
    if (does === 'pass' && from) this.steer('turn.pass', { turn: from });
    if (does === 'end') this.steer('turn.end', { session });
  }

  draw(state) {
    const running = state.session?.status === 'running' && state.step() !== null;
    this.#drawMethod(running ? state.step().method : null);
    this.part.hidden = !running;
    this.roundPart.hidden = !running;
    if (!running) return;
    this.#forgetAdded(state);
    const here = [...state.polls.values()].filter((poll) => poll.block === state.session.step)
      .sort((one, other) => one.position - other.position || one.id - other.id);
    const questions = [...state.questions.values()].filter((question) => here.some((poll) => poll.id === question.poll));
    const picture = JSON.stringify([here, questions]);
    if (here.length && !this.#picture) this.part.open = true;
    if (picture !== this.#picture && !this.list.querySelector('form:focus-within')) {
      this.#picture = here.length ? picture : '';
      const focused = document.activeElement?.dataset?.key;
      const open = new Set([...this.list.querySelectorAll('details[open]')].map((one) => one.dataset.key));
      this.list.replaceChildren(...here.map((poll) => this.#row(poll, questions.filter((question) => question.poll === poll.id))));
      for (const one of this.list.querySelectorAll('details')) one.open = open.has(one.dataset.key);
      if (focused) this.list.querySelector(`[data-key="${focused}"]`)?.focus();
    }
    this.#drawTurns(state);
  }

  /** How the present block's method goes, in plain sentences. */
  #drawMethod(method) {
    if (method === this.method) return;
    this.method = method;
    const texts = [...this.methodPart.querySelectorAll('[data-method]')];
    for (const text of texts) text.hidden = text.dataset.method !== method;
    this.methodPart.hidden = texts.every((text) => text.hidden);
  }

  /** What was typed goes once the poll is there. */
  #forgetAdded(state) {
    if (this.asked?.state !== 'saved' || !state.polls.has(this.asked.answer.result.poll)) return;
    this.asked = null;
    this.form.reset();
    this.#fit();
    this.form.closest('details').open = false;
  }

  #row(poll, questions) {
    const does = (name, words, kind) => {
      const element = button(words, () => this.steer(name, { poll: poll.id }), kind);
      element.dataset.key = `${name}:${poll.id}`;
      return element;
    };
    const buttons = [];
    if (poll.status === 'prepared') buttons.push(does('poll.open', say('poll_open'), 'button--small button--primary'));
    if (poll.status === 'open') buttons.push(does('poll.show', say('poll_show'), 'button--small button--primary'));
    if (['open', 'shown'].includes(poll.status)) buttons.push(does('poll.close', say('poll_close')));
    if (['shown', 'closed'].includes(poll.status)) buttons.push(does('poll.open', say('poll_open_again')));
    if (poll.status === 'closed' && !poll.results) buttons.push(does('poll.show', say('poll_show')));
    if (poll.answered === 0) buttons.push(does('poll.remove', say('poll_remove'), 'button--small button--quiet'));
    const state = made('p', 'soft', say(`poll_is_${poll.status}`), ' · ', sayCount(poll.kind === 'questions' ? 'poll_asked' : 'poll_answers', poll.answered));
    const shown = poll.kind === 'word' && poll.results ? resultElements(poll, this.cities, { hide: (word) => this.#hide(poll, word) }) : [];
    return made('li', 'poll-led', written('p', 'poll-led-question', poll.question), state, made('div', 'console-row', ...buttons), ...shown,
      ...(questions.length ? [made('ol', 'question-list', ...inOrder(questions).map((question) => this.#question(question)))] : []));
  }

  #hide(poll, word) {
    const name = word.hidden ? 'poll.show_word' : 'poll.hide_word';
    const element = button(say(word.hidden ? 'show_again' : 'poll_hide'), () => this.steer(name, { poll: poll.id, word: word.text }), 'button--small button--quiet');
    element.setAttribute('aria-label', say(word.hidden ? 'show_again_named' : 'poll_hide_named', { text: word.text }));
    element.dataset.key = `word:${poll.id}:${encodeURIComponent(word.text)}`;
    return element;
  }

  #question(question) {
    const id = question.id;
    const input = made('textarea', 'input', question.answer);
    Object.assign(input, { rows: 2, maxLength: 2000, dir: 'auto', defaultValue: question.answer });
    const form = made('form', 'stack stack-tight', made('label', 'field', made('span', 'field-label', say('question_answer_words')), input),
      made('button', 'button button--small', say(question.answered ? 'question_keep' : 'question_mark')));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      document.activeElement?.blur();
      this.keep('question.answer', { question: id, text: input.value.trim() });
    });
    const more = made('details', '', made('summary', '', say('question_lead')), form);
    more.dataset.key = `question:${id}`;
    const hide = button(say(question.hidden ? 'show_again' : 'poll_hide'),
      () => this.steer(question.hidden ? 'question.restore' : 'question.hide', { question: id }), 'button--small button--quiet');
    const again = question.answered ? [button(say('question_unmark'), () => this.steer('question.answer', { question: id, answered: false }), 'button--small button--quiet')] : [];
    more.append(made('div', 'console-row', hide, ...again));
    const marks = [question.answered && made('span', 'tag tag--good', say('question_answered')), question.hidden && made('span', 'tag tag--warn', say('question_hidden'))];
    return made('li', 'poll-led-question-row', made('strong', 'poll-votes', String(question.votes)), ' ', written('span', '', question.text), ' ', ...marks.filter(Boolean), more);
  }

  #drawTurns(state) {
    const ordered = [...state.turns.values()].filter((turn) => turn.block === state.session.step).sort((one, other) => one.position - other.position);
    this.speaking = ordered.find((turn) => turn.status === 'speaking') ?? null;
    const left = ordered.filter((turn) => turn.status === 'waiting' || turn.status === 'passed');
    const picture = JSON.stringify([ordered, state.step()?.method]);
    if (picture === this.#turns) return;
    if (!this.#turns || state.step()?.id !== this.block) this.roundPart.open = state.step()?.method === 'round' || ordered.length > 0;
    this.block = state.step()?.id;
    this.#turns = picture;
    // In sight where the part is a round and nothing else.
    this.roundNow.hidden = state.step()?.method !== 'round' || (state.step().steps ?? []).length > 0;
    for (const element of [...this.roundPart.querySelectorAll('[data-turn]'), ...this.roundNow.querySelectorAll('[data-turn]')]) {
      const begins = element.dataset.turn.startsWith('begin');
      element.hidden = begins ? ordered.length > 0 : !ordered.length;
      if (element.dataset.turn === 'pass') element.hidden = !this.speaking || !left.length;
      if (element.dataset.turn === 'next') element.hidden = !this.speaking && !left.length;
    }
    this.turns.replaceChildren(...(this.speaking ? [made('p', 'turn-now', `${say('turn_now')} `, who(this.speaking, this.cities))] : []),
      ...(left.length ? [made('p', 'soft', `${say('turn_next')} `, ...left.slice(0, 3).flatMap((turn) => [who(turn, this.cities), ' ']), left.length > 3 ? sayCount('more', left.length - 3) : '')]
        : ordered.length ? [made('p', 'soft', say(this.speaking ? 'turn_last' : 'turn_all'))] : []));
  }
}
