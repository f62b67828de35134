// Notes that can be told apart in whatever form a server hands them on, and times in fine steps.

const WORDS =
  'people learn best when they can see each other think aloud, so we put every idea on the wall and sort them ' +
  'together until themes show up. ';
const MARK = '@@';
const DIGITS = 8;

// `@@00000042@@ people learn ...`, of `length` characters.
export function noteText(number, length) {
  const mark = MARK + String(number).padStart(DIGITS, '0') + MARK;
  return `${mark} ${WORDS.repeat(Math.ceil(length / WORDS.length))}`.slice(0, length);
}

// Calls `found(number)` for every note in a message, alone or among others.
export function eachNote(message, found) {
  let at = message.indexOf(MARK);
  while (at >= 0) {
    const number = +message.substr(at + MARK.length, DIGITS);
    if (number > 0) found(number);
    at = message.indexOf(MARK, at + 2 * MARK.length + DIGITS);
  }
}

const STEP = 0.1; // ms
const STEPS = 600_000; // up to a minute

export class Times {
  counts = new Uint32Array(STEPS);
  total = 0;

  add(milliseconds) {
    this.counts[Math.max(0, Math.min(STEPS - 1, Math.floor(milliseconds / STEP)))]++;
    this.total++;
  }

  // The time within which this share of them stayed, or null where there are none.
  percentile(share) {
    if (!this.total) return null;
    const wanted = this.total * share;
    let seen = 0, step = 0;
    while ((seen += this.counts[step]) < wanted) step++;
    return +((step + 1) * STEP).toFixed(1);
  }
}
