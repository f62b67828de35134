/** The time left, counted on the server's clock: a wrong clock in the room changes nothing. */

const TICK_MS = 250;
const SOON_SECONDS = 30;

/** A message's way takes this much at most, as a rule: without it a timer of 5:00 would begin with 5:01. */
const LATENCY_SECONDS = 0.2;

/** Minutes and seconds, as "9:05". */
export function asClock(seconds) {
  const whole = Math.max(0, Math.ceil(seconds - LATENCY_SECONDS));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

export class ServerClock {
  #offset = null;

  /** Learns from a server time just received. What took longest on its way counts least. */
  learn(serverNow, localNow = Date.now()) {
    const offset = serverNow - localNow;
    if (this.#offset === null || offset > this.#offset || Math.abs(offset - this.#offset) > 5_000) this.#offset = offset;
  }

  now(localNow = Date.now()) {
    return localNow + (this.#offset ?? 0);
  }
}

export class Timer extends EventTarget {
  #running = null;

  /** `shows`: elements that show the time; `frame`: shown while the timer runs. Tells "up" when time is up. */
  constructor({ clock, frames, shows }) {
    super();
    Object.assign(this, { clock, frames, shows });
    this.endsAt = null;
    this.told = null;
    this.left = null;
  }

  /** The session's timer as the server has it: running until `ends_at`, or paused with `left` seconds, or none. */
  show({ ends_at: endsAt, left = null }) {
    if (endsAt === this.endsAt && left === this.left) return;
    this.left = left;
    this.set(endsAt);
    for (const frame of this.frames) {
      frame.classList.toggle('timer--paused', left !== null);
      if (left === null) continue;
      frame.hidden = false;
      frame.classList.remove('timer--soon', 'timer--up');
    }
    if (left !== null) for (const element of this.shows) element.textContent = asClock(left + LATENCY_SECONDS);
  }

  set(endsAt) {
    this.endsAt = endsAt;
    for (const frame of this.frames) frame.hidden = endsAt === null;
    clearInterval(this.#running);
    if (endsAt === null) {
      for (const element of this.shows) element.textContent = '';
      return;
    }
    this.#running = setInterval(() => this.#tick(), TICK_MS);
    this.#tick();
  }

  #tick() {
    const seconds = (this.endsAt - this.clock.now()) / 1000;
    const text = asClock(seconds);
    for (const element of this.shows) if (element.textContent !== text) element.textContent = text;
    for (const frame of this.frames) {
      frame.classList.toggle('timer--soon', seconds > 0 && seconds <= SOON_SECONDS);
      frame.classList.toggle('timer--up', seconds <= 0);
    }
    if (seconds <= 0 && this.told !== this.endsAt) {
      this.told = this.endsAt;
      this.dispatchEvent(new Event('up'));
    }
  }
}
