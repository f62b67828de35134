/** The running order against real time, pure: which part should run now, how far behind one is, when one ends. */

const MINUTE_MS = 60_000;
/** Held so many hours away from its plan, a session is measured from when it really began. */
const ANOTHER_TIME_HOURS = 3;

/** Minutes from one wall time "HH:MM" to a later one, over midnight where need be. */
function minutesBetween(from, to) {
  const [one, other] = [from, to].map((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)));
  return (other - one + 24 * 60) % (24 * 60);
}

/** How many milliseconds the present part still takes: its steps from the present one on, or what its minutes leave. */
export function leftInBlock(session, now) {
  const block = session.step();
  const whole = Math.max(0, (block.started_at ?? now) + block.minutes * MINUTE_MS - now);
  const place = session.session.step_index ?? 0;
  const steps = (block.steps ?? []).slice(place);
  if (steps.length === 0) return whole;
  const spent = now - (session.session.step_started_at ?? now);
  const known = steps.reduce((sum, { minutes }, index) => sum + Math.max(0, (minutes ?? 0) * MINUTE_MS - (index ? 0 : spent)), 0);
  return steps.every(({ minutes }) => minutes) ? known : Math.max(known, whole);
}

/**
 * Null unless the session runs and is at a part. Otherwise {behind, due, endsAt}: `behind` in whole minutes (less
 * than 0: ahead), `due` the part that should run now by the plan (null before and after all), `endsAt` in ms.
 *
 * `starts`: the planned beginning in ms and as wall time "HH:MM" ({at, wall}), or null; parts can be pinned to one.
 */
export function againstPlan(session, starts, now) {
  const blocks = session.blocksInOrder();
  const present = session.step();
  if (session.session?.status !== 'running' || !present) return null;
  const began = Math.min(...blocks.map((block) => block.started_at ?? Infinity));
  const planned = starts && Math.abs(began - starts.at) <= ANOTHER_TIME_HOURS * 60 * MINUTE_MS ? starts : null;
  const begin = planned?.at ?? began;
  const pin = ({ starts_at: wall }) => (planned?.wall && wall ? begin + minutesBetween(planned.wall, wall) * MINUTE_MS : null);
  let at = begin;
  const plan = blocks.map((block) => {
    const from = pin(block) ?? at;
    at = from + block.minutes * MINUTE_MS;
    return { block, from, to: at };
  });
  const index = blocks.indexOf(present);
  const done = now + leftInBlock(session, now);
  const endsAt = blocks.slice(index + 1).reduce((time, block) => Math.max(time, pin(block) ?? 0) + block.minutes * MINUTE_MS, done);
  return {
    // A plan knows whole minutes: less than one is on time.
    behind: Math.trunc((done - plan[index].to) / MINUTE_MS),
    due: plan.find(({ from, to }) => now >= from && now < to)?.block ?? null,
    endsAt,
  };
}

/** An instant as "16:05" in a zone. */
export function wallTime(at, zone, locale) {
  return new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone }).format(at);
}
