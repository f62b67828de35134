/** The facilitator's console: run of show, stage, timer, people, records, the end. Steers; decides nothing. */

import { cityBadge } from '../shared/city_badge.js';
import { say, sayCount } from '../shared/words.js';

export class Console {
  /** `steer(name, payload)`: a command given up when it can't be sent soon; `keep(...)`: one kept until it is. */
  constructor(root, { sessionId, cities, steer, keep, endDialog }) {
    Object.assign(this, { root, sessionId, cities, steer, keep, endDialog });
    this.board = null;
    root.addEventListener('click', (event) => this.#clicked(event));
    this.#part('record').addEventListener('submit', (event) => this.#record(event));
    endDialog.querySelector('[data-action="end"]').addEventListener('click', () => {
      steer('session.end', { session: sessionId });
      endDialog.close();
    });
  }

  #part(name) {
    return this.root.querySelector(`[data-part="${name}"]`);
  }

  #action(name) {
    return this.root.querySelector(`[data-action="${name}"]`);
  }

  #clicked(event) {
    const button = event.target.closest('button');
    if (!button) return;
    const session = this.sessionId;
    const { action, setStage, timer, extend } = button.dataset;
    if (setStage && this.board) this.steer('board.stage', { board: this.board.id, stage: setStage });
    if (timer) this.steer('timer.start', { session, seconds: Number(timer) });
    if (extend) this.steer('timer.extend', { session, seconds: Number(extend) });
    if (action === 'timer-stop') this.steer('timer.stop', { session });
    if (action === 'start') this.steer('session.start', { session });
    if (action === 'next') this.steer('session.step', { session });
    if (action === 'back') this.steer('session.back', { session });
    if (action === 'lock') this.steer('board.lock', { board: this.board.id, locked: !this.board.locked });
  }

  #record(event) {
    event.preventDefault();
    const { kind, text, city } = event.target.elements;
    if (!text.value.trim()) return;
    const payload = { session: this.sessionId, kind: kind.value, text: text.value.trim() };
    this.keep('record.add', city.value ? { ...payload, city: city.value } : payload);
    text.value = '';
    this.#part('record-said').textContent = say('saved');
  }

  drawSession(state) {
    const status = state.session?.status;
    const next = state.nextStep();
    this.#drawRun(state);
    this.#action('start').hidden = status !== 'planned';
    this.#action('back').hidden = status !== 'running' || !state.step();
    this.#action('next').hidden = status !== 'running' || !next;
    this.#action('next').textContent = next ? say('next_named', { title: next.title }) : '';
    this.root.querySelector('[data-part="end-open"]').hidden = status !== 'running';
    this.#part('timer-start').hidden = state.timer.ends_at !== null;
    this.#part('timer-running').hidden = state.timer.ends_at === null;
    const ready = this.#part('ready');
    ready.hidden = !state.ready.count;
    ready.textContent = say('ready_of', { count: state.ready.count, of: state.ready.of });
    this.#drawHands(state.hands);
  }

  #drawRun(state) {
    const current = state.session?.step;
    const picture = JSON.stringify([current, state.blocksInOrder().map((block) => [block.id, block.title, block.minutes, block.ended_at])]);
    if (picture === this.runPicture) return;
    this.runPicture = picture;
    this.#part('run').replaceChildren(...state.blocksInOrder().map((block) => {
      const item = document.createElement('li');
      item.className = 'run-block';
      item.classList.toggle('run-block--done', Boolean(block.ended_at) && block.id !== current);
      if (block.id === current) item.setAttribute('aria-current', 'step');
      const title = document.createElement('span');
      title.className = 'run-title';
      title.textContent = block.title;
      const minutes = document.createElement('span');
      minutes.className = 'run-minutes soft';
      minutes.textContent = say('minutes', { count: block.minutes });
      item.append(title, ' ', minutes);
      return item;
    }));
  }

  #drawHands(hands) {
    this.#part('hands-part').hidden = hands.length === 0;
    this.#part('hands').replaceChildren(...hands.map((hand) => {
      const item = document.createElement('li');
      if (hand.city) item.append(cityBadge(hand.city, this.cities), ' ');
      item.append(hand.name ?? '');
      return item;
    }));
  }

  drawBoard(board) {
    this.board = board;
    this.#part('stage-part').hidden = !board;
    if (!board) return;
    for (const button of this.root.querySelectorAll('[data-set-stage]')) {
      button.ariaPressed = String(button.dataset.setStage === board.stage);
    }
    this.#action('lock').ariaPressed = String(Boolean(board.locked));
  }

  drawPresence(presence) {
    this.#part('here').textContent = presence.size ? sayCount('here', presence.size) : say('nobody');
    this.#part('here-cities').replaceChildren(...presence.byCity().map(([city, count]) => {
      const item = document.createElement('li');
      item.append(city ? cityBadge(city, this.cities) : say('other'), ` ${count}`);
      return item;
    }));
  }
}

/** Opens and closes the console where the screen has no room for it beside the board. */
export function enableConsoleToggle(button, console) {
  button.addEventListener('click', () => {
    const open = button.ariaExpanded !== 'true';
    button.ariaExpanded = String(open);
    console.classList.toggle('console--open', open);
    if (open) console.querySelector('button:not([hidden])')?.focus();
  });
}
