/** The time left on the wall, in the hall's largest figures, and the sound when it is up. */

import { asClock } from './timer.js';

const SOON_SECONDS = 30;
/** A timer that has been up for longer than this when the wall first sees it makes no sound any more. */
const LATE_MS = 5_000;

/** What the wall shows of a timer at `now`: null for nothing, or {text, state: "running" | "soon" | "up" | "paused"}. */
export function timeLeft(timer, now) {
  if (timer?.left !== null && timer?.left !== undefined) return { text: asClock(timer.left), state: 'paused' };
  if (timer?.ends_at === null || timer?.ends_at === undefined) return null;
  const seconds = (timer.ends_at - now) / 1000;
  return { text: asClock(seconds), state: seconds <= 0 ? 'up' : seconds <= SOON_SECONDS ? 'soon' : 'running' };
}

export class WallTimer {
  #told = null;

  /** `frame` is shown while there is a timer, `show` has its figures; `up()` is called once for each that ends. */
  constructor({ frame, show, paused, up }) {
    Object.assign(this, { frame, show, paused, up });
  }

  draw(timer, now) {
    const left = timeLeft(timer, now);
    this.frame.hidden = left === null;
    if (!left) return;
    if (this.show.textContent !== left.text) this.show.textContent = left.text;
    for (const state of ['soon', 'up', 'paused']) this.frame.classList.toggle(`timer--${state}`, left.state === state);
    this.paused.hidden = left.state !== 'paused';
    if (left.state !== 'up' || this.#told === timer.ends_at) return;
    this.#told = timer.ends_at;
    if (now - timer.ends_at < LATE_MS) this.up();
  }
}
