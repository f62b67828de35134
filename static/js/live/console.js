/** The facilitator's console: run of show, stage, timer, people, records, the end. Steers; decides nothing. */

import { cityBadge } from '../shared/city_badge.js';
import { openDialog } from '../shared/dialogs.js';
import { simulatedMark } from '../shared/simulated_mark.js';
import { say } from '../shared/words.js';
import { canGoBack, minutesNow, nextMove, placeOf } from './next_move.js';
import { People, connectedSeats, sayHere } from './people.js';

const DOUBLE_CLICK_MS = 800;

export class Console {
  /** `steer(name, payload)`: a command given up when it can't be sent soon; `keep(...)`: one kept until it is. */
  constructor(root, { sessionId, cities, expected, steer, keep, endDialog, skipDialog, reopenDialog, personDialog }) {
    Object.assign(this, { root, sessionId, cities, steer, keep, endDialog, skipDialog });
    this.board = null;
    this.votes = null;
    this.areas = '';
    this.connected = null;
    this.people = new People(this.#part('people-part'), { dialog: personDialog, cities, expected, sessionId, run: steer });
    root.addEventListener('click', (event) => this.#clicked(event));
    this.#part('record').addEventListener('submit', (event) => this.#record(event));
    const confirmed = (dialog, action, name) => dialog.querySelector(`[data-action="${action}"]`).addEventListener('click', () => {
      steer(name, { session: sessionId, ...(name === 'session.step' ? { from: this.skipsFrom } : {}) });
      dialog.close();
    });
    confirmed(endDialog, 'end', 'session.end');
    confirmed(skipDialog, 'skip-now', 'session.step');
    confirmed(reopenDialog, 'reopen', 'session.reopen');
    root.querySelector('[data-part="end-open"]').addEventListener('click', () => this.#askToEnd());
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
    if (action === 'timer-step') this.steer('timer.start', { session, seconds: minutesNow(this.session) * 60 });
    if (extend) this.steer('timer.extend', { session, seconds: Number(extend) });
    if (action === 'timer-stop') this.steer('timer.stop', { session });
    if (action === 'start') this.steer('session.start', { session });
    if (action === 'next') this.#next();
    if (action === 'skip') this.#askToSkip();
    if (action === 'back') this.#turn('step.back');
    if (action === 'focus-area') this.steer('board.focus', { board: this.board.id, on: `area:${this.#part('focus-area').value}` });
    if (action === 'lock') this.steer('board.lock', { board: this.board.id, locked: !this.board.locked });
  }

  /** The main button: the block's next step, then the next block, then the end, which asks. */
  #next() {
    if (this.move.go === 'end') this.#askToEnd();
    else if (this.move.go) this.#turn('step.next');
  }

  /** From where the session is seen to be: of two who press at once, one moves it. A double click is one press. */
  #turn(name) {
    const from = placeOf(this.session);
    const asked = JSON.stringify([name, from]);
    if (asked === this.asked && Date.now() - this.askedAt < DOUBLE_CLICK_MS) return;
    Object.assign(this, { asked, askedAt: Date.now() });
    this.steer(name, { session: this.sessionId, from });
  }

  #askToSkip() {
    const { skip } = this.move;
    this.skipsFrom = placeOf(this.session);
    const stage = this.root.querySelector(`[data-set-stage="${this.board.stage}"]`).textContent;
    const says = [say('skip_says', { stage }), ...(this.board.stage === 'write' ? [say('skip_hidden')] : [])];
    this.skipDialog.querySelector('[data-part="skip-says"]').textContent = says.join(' ');
    this.skipDialog.querySelector('[data-action="skip-now"]').textContent = say('skip_to', { title: skip.title });
    openDialog(this.skipDialog);
  }

  #askToEnd() {
    this.endDialog.querySelector('[data-part="end-votes"]').hidden = !this.votes?.cast || this.votes.shown;
    openDialog(this.endDialog);
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
    this.#drawRun(state);
    this.#action('start').hidden = status !== 'planned';
    this.#action('back').hidden = !canGoBack(state);
    this.#part('timer-start').hidden = state.timer.ends_at !== null;
    this.#part('timer-running').hidden = state.timer.ends_at === null;
    const minutes = minutesNow(state);
    this.#action('timer-step').hidden = minutes === 0;
    this.#action('timer-step').textContent = say('timer_step', { count: minutes });
    this.session = state;
    this.#drawMove();
    this.#drawPeople();
    this.#drawHands(state.hands);
  }

  #drawMove() {
    if (!this.session) return;
    this.move = nextMove(this.session, this.board);
    const { go, stage, step, skip } = this.move;
    const names = { stage: () => say(stage === 'revealed' && this.board?.stage !== 'write' ? 'next_read' : `next_${stage}`), step: () => say('next_named', { title: step.title }), end: () => say('end_session') };
    this.#action('next').hidden = !(go in names);
    this.#action('next').textContent = names[go]?.() ?? '';
    this.#action('skip').hidden = !skip;
    this.#action('skip').textContent = skip ? say('skip_to', { title: skip.title }) : '';
    // One button ends the session: the main one at its last moment, the small one before.
    this.#part('end-open').hidden = this.session.session?.status !== 'running' || go === 'end';
  }

  #drawRun(state) {
    const current = state.session?.step;
    const picture = JSON.stringify([current, state.blocksInOrder().map((block) => [block.id, block.title, block.minutes, block.ended_at, block.leads, block.instruction])]);
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
      if (block.id === current) item.append(...this.#notesFor(block));
      return item;
    }));
  }

  /** What whoever leads needs at hand of the present block: who leads, how it is done. */
  #notesFor(block) {
    const lines = [block.leads && say('led_by', { names: block.leads }), block.instruction].filter(Boolean);
    return lines.map((text) => {
      const line = document.createElement('p');
      line.className = 'run-note soft';
      line.dir = 'auto';
      line.textContent = text;
      return line;
    });
  }

  #drawHands(hands) {
    this.#part('hands-part').hidden = hands.length === 0;
    this.#part('hands').replaceChildren(...hands.map((hand) => {
      const item = document.createElement('li');
      if (hand.city) item.append(cityBadge(hand.city, this.cities), ' ');
      const name = document.createElement('bdi');
      name.textContent = hand.name ?? '';
      item.append(name);
      if (hand.simulated) item.append(' ', simulatedMark());
      return item;
    }));
  }

  /** `state`: the board's, or null where none is led. */
  drawBoard(state) {
    const board = state?.board ?? null;
    this.board = board;
    this.votes = state?.votes ?? null;
    this.#drawAreas(state?.areasInOrder() ?? []);
    this.#drawMove();
    this.#part('stage-part').hidden = !board;
    if (!board) return;
    for (const button of this.root.querySelectorAll('[data-set-stage]')) {
      button.ariaPressed = String(button.dataset.setStage === board.stage);
    }
    this.#action('lock').ariaPressed = String(Boolean(board.locked));
  }

  /** What of a board can be shown to everybody from here; its notes and clusters have that in their menus. */
  #drawAreas(areas) {
    const picture = JSON.stringify(areas.map((area) => [area.id, area.title]));
    if (picture === this.areas) return;
    this.areas = picture;
    this.#part('focus-part').hidden = areas.length < 2;
    this.#part('focus-area').replaceChildren(...areas.map((area) => new Option(area.title, area.id)));
  }

  drawPresence(presence) {
    this.connected = connectedSeats(presence, this.board?.settings?.authors === 'anonymous');
    this.#drawPeople();
  }

  #drawPeople() {
    if (!this.session) return;
    this.people.draw(this.session.people, this.connected);
    const { here, ready } = sayHere(this.session.people, this.session.ready);
    const tag = this.#part('ready');
    tag.hidden = !ready;
    if (tag.textContent !== ready) tag.textContent = ready;
    if (this.#part('here').textContent !== here) this.#part('here').textContent = here;
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
