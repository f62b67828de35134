/** In the console: the timer with any number of minutes, and the running order against real time. */

import { say, sayCount } from '../shared/words.js';
import { minutesNow, placeOf } from './next_move.js';
import { againstPlan, wallTime } from './plan_clock.js';

const PLAN_EVERY_MS = 5_000;

export class DeskTime {
  #place = '';
  #session = null;

  /** `plan`: {at, wall, zone} of the planned beginning (at and wall may be null); `clock` is the server's. */
  constructor(root, { sessionId, plan, clock, run }) {
    const part = (name) => root.querySelector(`[data-part="${name}"]`);
    Object.assign(this, { root, sessionId, plan, clock, run });
    this.start = part('timer-start');
    this.running = part('timer-running');
    this.line = part('plan');
    this.withSteps = part('with-steps');
    this.more = part('more-time');
    this.moreMessage = part('more-message');
    this.start.addEventListener('submit', (event) => this.#start(event));
    this.more.addEventListener('submit', (event) => this.#giveMore(event));
    this.withSteps.addEventListener('change', () => run('timer.with_steps', { session: sessionId, on: this.withSteps.checked }));
    root.addEventListener('click', (event) => this.#clicked(event.target.closest('button')?.dataset ?? {}));
    window.setInterval(() => this.#drawPlan(), PLAN_EVERY_MS);
  }

  #clicked({ action, extend }) {
    const session = this.sessionId;
    if (extend) this.run('timer.extend', { session, seconds: Number(extend) });
    if (action === 'timer-stop') this.run('timer.stop', { session });
    if (action === 'timer-pause') this.run('timer.pause', { session });
    if (action === 'timer-resume') this.run('timer.resume', { session });
  }

  #start(event) {
    event.preventDefault();
    const { minutes } = this.start.elements;
    if (!minutes.value || !minutes.checkValidity()) return minutes.reportValidity();
    this.run('timer.start', { session: this.sessionId, seconds: Math.round(minutes.valueAsNumber * 60) });
  }

  #giveMore(event) {
    event.preventDefault();
    const { minutes } = this.more.elements;
    const block = this.#session?.step();
    this.moreMessage.hidden = true;
    if (!minutes.value || !minutes.checkValidity()) return minutes.reportValidity();
    if (!block) return;
    const wanted = block.minutes + minutes.valueAsNumber;
    this.run('block.change', { session: this.sessionId, block: block.id, minutes: wanted, was: { minutes: block.minutes } });
  }

  /** Says why a part was not given more time. Whether it was that. */
  refused(entry, sentence) {
    if (entry.name !== 'block.change') return false;
    this.moreMessage.textContent = sentence;
    this.moreMessage.hidden = false;
    return true;
  }

  draw(state) {
    this.#session = state;
    const { ends_at: endsAt, left = null } = state.timer;
    const runs = endsAt !== null || left !== null;
    const focused = document.activeElement;
    this.start.hidden = runs;
    this.running.hidden = !runs;
    this.root.querySelector('[data-action="timer-pause"]').hidden = left !== null;
    this.root.querySelector('[data-action="timer-resume"]').hidden = left === null;
    // Who pressed Pause with a key goes on from there.
    if (focused?.matches('[data-action="timer-pause"], [data-action="timer-resume"]') && focused.hidden) {
      this.running.querySelector(left === null ? '[data-action="timer-pause"]' : '[data-action="timer-resume"]').focus();
    }
    this.withSteps.checked = state.session?.timer_with_steps ?? true;
    this.#suggest(state);
    this.#drawPlan();
  }

  /** With another step its own minutes are suggested; what somebody typed stays while they are there. */
  #suggest(state) {
    const place = JSON.stringify(placeOf(state));
    const { minutes } = this.start.elements;
    if (place === this.#place || document.activeElement === minutes) return;
    this.#place = place;
    minutes.value = minutesNow(state) || 5;
  }

  #drawPlan() {
    if (!this.#session) return;
    const { at, wall, zone } = this.plan;
    const told = againstPlan(this.#session, at === null ? null : { at, wall }, this.clock.now());
    this.line.hidden = !told;
    if (!told) return;
    const { behind, due, endsAt } = told;
    const pace = behind > 0 ? sayCount('minutes_behind', behind) : behind < 0 ? sayCount('minutes_ahead', -behind) : say('on_time');
    const parts = [pace];
    if (due && due.id !== this.#session.session.step) parts.push(say('due_now', { title: due.title }));
    const locale = document.documentElement.lang || 'en';
    const [there, here] = [wallTime(endsAt, zone, locale), wallTime(endsAt, undefined, locale)];
    parts.push(there === here ? say('we_end_at', { time: there }) : say('we_end_at_here', { time: there, own: here }));
    const text = parts.join(' · ');
    if (this.line.textContent !== text) this.line.textContent = text;
    this.line.dataset.pace = behind > 0 ? 'behind' : 'well';
  }
}
