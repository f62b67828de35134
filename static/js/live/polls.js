/** The polls of the present block in the room: answer, see that it is saved, and what all said once it is shown. */

import { REFUSED, WAITING } from '../boards/outbox.js';
import { say, sayCount } from '../shared/words.js';
import { formOf } from './poll_forms.js';
import { made, resultElements, written } from './poll_results.js';
import { Questions, sayAsked } from './questions.js';
import { who } from './turn_name.js';

/** What a poll's form is made of: another one is made when that changes. */
function makingOf(poll) {
  return JSON.stringify([poll.kind, poll.options, poll.settings]);
}

class PollCard {
  constructor(poll, { run, cities, drafts, leads, city }) {
    Object.assign(this, { id: poll.id, run, cities, drafts, leads, city, making: makingOf(poll) });
    this.title = written('h2', 'poll-question', poll.question);
    this.title.id = `poll-${poll.id}-question`;
    this.hint = made('p', 'soft');
    this.body = made('div', 'poll-body');
    this.results = made('div', 'poll-results');
    this.element = made('section', 'poll card', this.title, this.hint, this.body, this.results);
    this.element.setAttribute('aria-labelledby', this.title.id);
    if (poll.kind === 'questions') {
      this.questions = new Questions(poll, { run, cities, drafts, leads });
      this.body.append(this.questions.element);
    } else this.#makeForm(poll);
  }

  #makeForm(poll) {
    this.form = formOf(poll);
    this.send = made('button', 'button button--primary', say('poll_send'));
    this.back = made('button', 'button button--quiet', say('poll_withdraw'));
    this.back.type = 'button';
    this.said = made('span', 'soft poll-said');
    this.said.setAttribute('role', 'status');
    this.forCity = null;
    const form = made('form', 'stack stack-tight', ...this.#cityChoice(poll), this.form.element, made('div', 'row', this.send, this.back, this.said));
    this.answered = undefined;
    this.touched = false;
    form.addEventListener('input', () => this.#touch());
    form.addEventListener('change', () => this.#touch());
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const chosen = this.form.read();
      if (!chosen) {
        this.said.textContent = say('poll_nothing');
        return;
      }
      this.touched = false;
      this.drafts.remove(this.id);
      this.run('poll.answer', { poll: this.id, ...chosen, ...this.#city() });
    });
    this.back.addEventListener('click', () => {
      this.touched = false;
      this.run('poll.withdraw', { poll: this.id, ...this.#city() });
    });
    this.body.append(form);
    const draft = this.drafts.get(this.id);
    this.form.fill(draft === null ? null : { text: draft });
    if (draft) this.touched = true;
  }

  /** Who leads has no city of their own: they enter an answer for one without a device. */
  #cityChoice(poll) {
    if (poll.kind !== 'cities' || this.city || !this.leads) return [];
    const select = made('select', 'input', ...Object.entries(this.cities).map(([code, city]) => new Option(city.name, code)));
    this.forCity = select;
    return [made('label', 'field', made('span', 'field-label', say('poll_for_city')), select)];
  }

  #city() {
    return this.forCity ? { city: this.forCity.value } : {};
  }

  #touch() {
    this.touched = true;
    if (this.form.input) this.drafts.set(this.id, this.form.input.value);
  }

  draw(poll, state, entries) {
    if (this.title.textContent !== poll.question) this.title.textContent = poll.question;
    this.#drawHint(poll);
    if (this.questions) this.questions.draw(poll, state, entries);
    else this.#drawForm(poll, state, entries);
    this.#drawResults(poll);
  }

  #drawHint(poll) {
    const told = [];
    if (poll.kind === 'questions') told.push(sayAsked(poll));
    else told.push(sayCount('poll_answers', poll.answered));
    if (!['cities', 'questions'].includes(poll.kind)) told.push(say(`poll_by_${poll.settings.by}`));
    if (poll.status === 'closed') told.push(say('poll_closed'));
    const text = told.join(' · ');
    if (this.hint.textContent !== text) this.hint.textContent = text;
  }

  #drawForm(poll, state, entries) {
    const open = poll.status === 'open' || (poll.status === 'shown' && poll.kind === 'cities');
    const outside = poll.kind === 'cities' && !this.city && !this.leads;
    this.body.hidden = !open || outside;
    const own = entries.filter((entry) => entry.payload.poll === this.id && entry.state !== REFUSED);
    const last = own.at(-1);
    const kept = state.mine.polls?.[this.id] ?? null;
    const answer = last?.state === WAITING ? (last.name === 'poll.answer' ? last.payload : null) : kept;
    const picture = JSON.stringify(answer);
    if (!this.touched && this.answered !== picture) {
      this.answered = picture;
      this.form.fill(answer);
    }
    const words = answer ? say('poll_change') : say('poll_send');
    if (this.send.textContent !== words) this.send.textContent = words;
    this.back.hidden = !answer;
    const by = kept?.by && poll.kind === 'cities' ? say('poll_city_by', { name: kept.by }) : say('poll_saved');
    const told = last?.state === WAITING ? say('poll_waiting') : kept && !this.touched ? by : '';
    if (this.said.textContent !== told && !(this.touched && !told)) this.said.textContent = told;
  }

  #drawResults(poll) {
    const wanted = this.questions ? null : poll.results;
    const picture = JSON.stringify(wanted && [wanted, poll.options, poll.settings]);
    if (picture === this.shown) return;
    this.shown = picture;
    this.results.hidden = !wanted;
    this.results.replaceChildren(...(wanted ? resultElements(poll, this.cities) : []));
  }
}

export class Polls {
  #cards = new Map();
  #turns = '';
  #told = null;

  /**
   * `keep(name, payload)`: a command kept until it is answered, as notes are; `steer(...)`: one given up soon.
   * `kept` (of kept.js) holds drafts for `owner`; `entries()` are the outbox's; `tell(sentence)` is read out.
   */
  constructor(root, { keep, steer, cities, kept, owner, leads, city, seat, entries, tell }) {
    const key = (id) => `poll-draft:${owner}:${id}`;
    const drafts = { get: (id) => kept.get(key(id)), set: (id, text) => kept.set(key(id), text), remove: (id) => kept.remove(key(id)) };
    Object.assign(this, { root, cities, leads, seat, entries, steer, drafts, tell });
    this.options = { run: keep, cities, drafts, leads, city };
    this.list = root.querySelector('[data-part="poll-list"]');
    this.round = root.querySelector('[data-part="round"]');
  }

  /** `state`: the session's. Tells whether there is anything to see. */
  draw(state) {
    const over = state.session?.status === 'ended';
    const here = over ? [] : [...state.polls.values()]
      .filter((poll) => poll.block === state.session?.step && poll.status !== 'prepared')
      .sort((one, other) => one.position - other.position || one.id - other.id);
    const entries = this.entries().filter((entry) => entry.name.startsWith('poll.') || entry.name.startsWith('question.'));
    for (const id of this.#cards.keys()) if (!here.some((poll) => poll.id === id)) this.#cards.delete(id);
    const cards = here.map((poll) => {
      if (this.#cards.get(poll.id)?.making !== makingOf(poll)) this.#cards.set(poll.id, new PollCard(poll, this.options));
      const card = this.#cards.get(poll.id);
      card.draw(poll, state, entries);
      return card.element;
    });
    if (cards.length !== this.list.children.length || cards.some((card, place) => this.list.children[place] !== card)) {
      this.list.replaceChildren(...cards);
    }
    this.#announce(here);
    const speaks = this.#drawRound(over ? [] : [...state.turns.values()].filter((turn) => turn.block === state.session?.step));
    this.root.hidden = !cards.length && !speaks;
    return !this.root.hidden;
  }

  /** Says what is asked, and that answers are shown, to those who don't see it appear. */
  #announce(here) {
    const now = new Map(here.map((poll) => [poll.id, Boolean(poll.results) && poll.status === 'shown' ? 'shown' : 'open']));
    for (const poll of here) {
      const was = this.#told?.get(poll.id);
      if (this.#told && was !== now.get(poll.id)) this.tell(say(now.get(poll.id) === 'shown' ? 'poll_told_shown' : 'poll_told', { text: poll.question }));
    }
    this.#told = now;
  }

  /** Who speaks, who comes next, and one's own way to pass. */
  #drawRound(turns) {
    const ordered = turns.sort((one, other) => one.position - other.position);
    const speaking = ordered.find((turn) => turn.status === 'speaking');
    const left = ordered.filter((turn) => turn.status === 'waiting' || turn.status === 'passed');
    const mine = ordered.find((turn) => turn.seat !== null && turn.seat === this.seat && turn.status !== 'spoken');
    const picture = JSON.stringify(ordered);
    this.round.hidden = !speaking && !left.length;
    if (picture === this.#turns) return !this.round.hidden;
    this.#turns = picture;
    const now = made('p', 'turn-now', ...(speaking ? [mine === speaking ? say('turn_you') : say('turn_now'), ' ', who(speaking, this.cities)] : []));
    now.setAttribute('role', 'status');
    const list = made('ol', 'turn-list', ...ordered.map((turn) => {
      const item = made('li', `turn turn--${turn.status}`, who(turn, this.cities));
      if (turn === speaking) item.setAttribute('aria-current', 'step');
      if (['spoken', 'passed'].includes(turn.status)) item.append(' ', made('span', 'soft', say(`turn_${turn.status}`)));
      return item;
    }));
    const pass = made('button', 'button button--small', say('turn_pass'));
    pass.type = 'button';
    pass.addEventListener('click', () => this.steer('turn.pass', { turn: mine.id }));
    this.round.replaceChildren(now, list, ...(mine && left.length > (mine === speaking ? 0 : 1) ? [pass] : []));
    return !this.round.hidden;
  }

  /** What was refused: a text goes back to where it was typed. Whether it was one of these. */
  refused(entry, sentence) {
    if (entry.name === 'question.ask') this.#cards.get(entry.payload.poll)?.questions?.takeBack(entry.payload.text);
    const card = this.#cards.get(entry.payload.poll);
    if (entry.name !== 'poll.answer' || !card?.said) return false;
    if (entry.payload.text && card.form.input && !card.form.input.value) card.form.input.value = entry.payload.text;
    card.touched = true;
    card.said.textContent = sentence;
    return true;
  }
}

