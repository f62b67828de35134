/** Who is here and who is writing: names in a small room, counts by city in a large one. Nothing of it is kept. */

const TYPING_AGAIN_MS = 2_500;
const TYPING_ENDS_MS = 4_000;

/** Tells that one is writing, now and then, and that one has stopped. `tell(on)` sends it. */
export function enableTyping(composer, tell) {
  let told = 0;
  let ends = null;
  const stop = () => {
    window.clearTimeout(ends);
    if (told) tell(false);
    told = 0;
  };
  composer.addEventListener('typing', () => {
    window.clearTimeout(ends);
    ends = window.setTimeout(stop, TYPING_ENDS_MS);
    if (Date.now() - told < TYPING_AGAIN_MS) return;
    told = Date.now();
    tell(true);
  });
  return { stop };
}

export class Presence {
  constructor() {
    this.reset();
  }

  reset() {
    this.people = new Map();
    this.counts = null;
    this.typing = new Map();
    this.projector = { count: 0, sound: false };
  }

  /** Takes a `presence` event: {came, left, typing}, {counts} or, for those who lead, {projector}. Seats come as objects or as bare ids. */
  take({ came = [], left = [], typing = null, counts = null, here = null, projector = null }) {
    if (projector) this.projector = projector;
    if (counts) {
      this.counts = counts;
      this.people.clear();
    }
    if (here) {
      this.people.clear();
      this.counts = null;
    }
    for (const person of [...(here ?? []), ...came]) {
      this.counts = null;
      this.people.set(seatOf(person), typeof person === 'object' ? person : { seat: person });
    }
    for (const person of left) this.people.delete(seatOf(person));
    if (typing) this.typing = new Map(typing.map((person) => [seatOf(person), person]));
  }

  get size() {
    if (this.counts) return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
    return this.people.size;
  }

  /** [[city code | "", count]], the largest first. */
  byCity() {
    const counts = new Map();
    if (this.counts) for (const [city, count] of Object.entries(this.counts)) counts.set(city, count);
    else for (const person of this.people.values()) counts.set(person.city ?? '', (counts.get(person.city ?? '') ?? 0) + 1);
    return [...counts].sort((one, other) => other[1] - one[1] || one[0].localeCompare(other[0]));
  }

  /** How many others are writing; nobody where the board is not `open` to notes, whatever they told last. */
  writing(ownSeat, open = true) {
    return !open ? 0 : [...this.typing.keys()].filter((seat) => seat !== ownSeat).length;
  }
}

function seatOf(person) {
  return typeof person === 'object' ? person.seat : person;
}
