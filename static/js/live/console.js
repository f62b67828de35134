/** The facilitator's console: puts its parts together, and steers. Decides nothing. */

import { openDialog } from '../shared/dialogs.js';
import { say } from '../shared/words.js';
import { DeskHands } from './desk_hands.js';
import { DeskLead } from './desk_lead.js';
import { DeskNotes } from './desk_notes.js';
import { DeskTime } from './desk_time.js';
import { enableFolds } from './folds.js';
import { enableLeadKeys } from './lead_keys.js';
import { canGoBack, nextMove, placeOf } from './next_move.js';
import { People, connectedSeats, sayHere } from './people.js';
import { RunOrder } from './run_order.js';

const DOUBLE_CLICK_MS = 800;

export class Console {
  /**
   * `steer(name, payload)`: a command given up when it can't be sent soon; `keep(...)`: one kept until it is.
   * `session`: {id, cities, people, plan} of the page; `own`: {seat, name}; `clock` is the server's.
   */
  constructor(root, { session, own, cities, clock, kept, steer, keep, endDialog, skipDialog, reopenDialog, personDialog }) {
    const sessionId = session.id;
    Object.assign(this, { root, sessionId, cities, steer, keep, endDialog, skipDialog });
    this.board = null;
    this.votes = null;
    this.areas = '';
    this.connected = null;
    this.people = new People(root, { dialog: personDialog, cities, expected: session, sessionId, run: steer });
    this.run = new RunOrder(root, { own: own.name });
    this.time = new DeskTime(root, { sessionId, plan: session.plan, clock, run: steer });
    this.hands = new DeskHands(root, { sessionId, cities, run: steer });
    this.notes = new DeskNotes(root, { sessionId, keep });
    this.lead = new DeskLead(root, { seat: own.seat });
    enableFolds(root.querySelector('.console-folds'), kept);
    enableLeadKeys({ next: () => this.#next(), back: () => this.#back() });
    root.addEventListener('click', (event) => this.#clicked(event));
    const confirmed = (dialog, action, name) => dialog.querySelector(`[data-action="${action}"]`).addEventListener('click', () => {
      steer(name, { session: sessionId, ...(name === 'session.step' ? { from: this.skipsFrom } : {}) });
      dialog.close();
    });
    confirmed(endDialog, 'end', 'session.end');
    confirmed(skipDialog, 'skip-now', 'session.step');
    confirmed(reopenDialog, 'reopen', 'session.reopen');
    this.#part('end-open').addEventListener('click', () => this.#askToEnd());
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
    const { action, setStage } = button.dataset;
    if (setStage && this.board) this.steer('board.stage', { board: this.board.id, stage: setStage });
    if (action === 'start') this.steer('session.start', { session });
    if (action === 'next') this.#next();
    if (action === 'skip') this.#askToSkip();
    if (action === 'back') this.#back();
    if (action === 'gather') this.steer('session.gather', { session });
    if (action === 'focus-area') this.steer('board.focus', { board: this.board.id, on: `area:${this.#part('focus-area').value}` });
    if (action === 'lock') this.steer('board.lock', { board: this.board.id, locked: !this.board.locked });
  }

  /** The main button: the part's next step, then the next part, then the end, which asks. A start is its own button. */
  #next() {
    const { go } = this.move ?? {};
    if (go === 'end') this.#askToEnd();
    else if (go && go !== 'start') this.#turn('step.next');
  }

  #back() {
    if (this.session && canGoBack(this.session)) this.#turn('step.back');
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
    const stage = this.board ? this.root.querySelector(`[data-set-stage="${this.board.stage}"]`).textContent : say(`step_${this.session.stage()}`);
    const says = [say('skip_says', { stage }), ...(this.board?.stage === 'write' ? [say('skip_hidden')] : [])];
    this.skipDialog.querySelector('[data-part="skip-says"]').textContent = says.join(' ');
    this.skipDialog.querySelector('[data-action="skip-now"]').textContent = say('skip_to', { title: skip.title });
    openDialog(this.skipDialog);
  }

  #askToEnd() {
    this.endDialog.querySelector('[data-part="end-votes"]').hidden = !this.votes?.cast || this.votes.shown;
    openDialog(this.endDialog);
  }

  /** Says at its place why something was refused. Whether it was asked for here. */
  refused(entry, sentence) {
    return this.time.refused(entry, sentence) || this.notes.refused(entry, sentence);
  }

  drawSession(state) {
    const status = state.session?.status;
    this.session = state;
    this.#action('start').hidden = status !== 'planned';
    this.#action('back').hidden = status !== 'running';
    this.#action('back').ariaDisabled = String(!canGoBack(state));
    this.run.draw(state);
    this.time.draw(state);
    this.hands.draw(state.hands);
    this.notes.draw(state);
    this.lead.draw(state.people);
    this.#drawMove();
    this.#drawPeople();
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
    this.#drawProjector(presence.projector);
  }

  #drawProjector({ count, sound }) {
    const state = this.#part('projector-state');
    const name = count === 0 ? 'off' : sound ? 'sound' : 'on';
    if (state.dataset.state === name) return;
    state.dataset.state = name;
    state.textContent = say(`projector_${name}`);
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

/** Opens and closes the console where the screen has no room for it beside the board: at first it is open. */
export function enableConsoleToggle(button, console, kept) {
  const show = (open) => {
    button.ariaExpanded = String(open);
    console.classList.toggle('console--open', open);
    document.body.classList.toggle('live--leading', open);
  };
  button.addEventListener('click', () => {
    const open = button.ariaExpanded !== 'true';
    show(open);
    kept.set('console', open ? 'open' : 'closed');
    if (open) console.querySelector('button:not([hidden])')?.focus();
  });
  show(window.location.hash === '#console' || kept.get('console') !== 'closed');
}
