/** A break: the time of day, when it goes on, and how long that is. */

import { say } from '../shared/words.js';
import { element, isNew, written } from './wall_parts.js';
import { asClock } from './timer.js';

const MINUTE_MS = 60_000;

/** When a break is over, pure: what the timer says, else its plan from when it began; null where neither is known. */
export function goesOn(session) {
  const { timer } = session;
  if (timer.ends_at) return timer.ends_at;
  const step = session.step();
  const began = session.session?.step_started_at ?? step?.started_at ?? null;
  if (timer.left !== null && timer.left !== undefined) return null;
  return began !== null && step?.minutes ? began + step.minutes * MINUTE_MS : null;
}

/** A wall time in a zone, as "10:45", with the figures and marks of the reader's language. */
export function wallTime(at, zone, language) {
  return new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone }).format(at);
}

export function drawBreak(holder, { session, now, zone, language, place }) {
  const until = goesOn(session);
  const next = session.nextStep();
  const model = { until, next: next?.title ?? '', zone };
  if (isNew(holder, model)) {
    const time = element('p', 'wall-clock');
    time.setAttribute('role', 'timer');
    const parts = [element('div', 'wall-clock-frame', time, element('p', 'wall-soft', say('wall_clocks_of', { place })))];
    const facts = element('div', 'wall-break');
    if (until) facts.append(element('p', 'wall-break-until', say('wall_goes_on', { time: wallTime(until, zone, language) })), element('p', 'wall-countdown'));
    if (next) facts.append(written(say('wall_then', { title: next.title }), { className: 'wall-break-next wall-clamp' }));
    holder.replaceChildren(...parts, facts);
  }
  write(holder.querySelector('.wall-clock'), wallTime(now, zone, language));
  if (until) write(holder.querySelector('.wall-countdown'), now < until ? asClock((until - now) / 1000) : say('wall_now'));
}

function write(place, text) {
  if (place && place.textContent !== text) place.textContent = text;
}
