/**
 * The order that votes give, pure: clusters with most votes first, with how many they have and the cities that carry
 * them. Board, phone and projector order by it.
 */

/** Whether there are votes that everybody may see. */
export function areVotesShown(state) {
  return Boolean(state.votes.shown && state.votes.cast);
}

/** Votes by "cluster:<id>" and "note:<id>": a cluster's are those on it and on the notes in it, as the minutes count. */
export function weights(state) {
  const counts = new Map(Object.entries(state.votes.counts ?? {}));
  for (const [target, count] of Object.entries(state.votes.counts ?? {})) {
    const [kind, id] = target.split(':');
    const cluster = kind === 'note' ? state.notes.get(Number(id))?.cluster : null;
    if (state.clusters.has(cluster)) counts.set(`cluster:${cluster}`, (counts.get(`cluster:${cluster}`) ?? 0) + count);
  }
  return counts;
}

/** A copy of `rows` of a kind, most votes first; those with the same number stay in their order. */
export function mostFirst(rows, kind, counts) {
  const weight = (row) => counts.get(`${kind}:${row.id}`) ?? 0;
  return [...rows].sort((one, other) => weight(other) - weight(one));
}

/**
 * The clusters of all areas, most votes first: [{cluster, votes, most, cities: [[code, notes]], size}]; `most` is what the
 * first has (at least 1), to draw bars by; `cities` those whose notes are in it, with most notes first.
 */
export function results(state) {
  const counts = weights(state);
  const cities = new Map([...state.clusters.keys()].map((id) => [id, new Map()]));
  const sizes = new Map();
  for (const note of state.notes.values()) {
    if (note.hidden || !cities.has(note.cluster)) continue;
    sizes.set(note.cluster, (sizes.get(note.cluster) ?? 0) + 1);
    const of = cities.get(note.cluster);
    if (note.city) of.set(note.city, (of.get(note.city) ?? 0) + 1);
  }
  const clusters = [...state.clusters.values()].sort((one, other) => one.position - other.position || one.id - other.id);
  const ordered = mostFirst(clusters, 'cluster', counts);
  const most = Math.max(1, ...ordered.map((cluster) => counts.get(`cluster:${cluster.id}`) ?? 0));
  return ordered.map((cluster) => ({
    cluster,
    votes: counts.get(`cluster:${cluster.id}`) ?? 0,
    most,
    size: sizes.get(cluster.id) ?? 0,
    cities: [...cities.get(cluster.id)].sort((one, other) => other[1] - one[1] || one[0].localeCompare(other[0])),
  }));
}

/**
 * The order of one's own board: by votes as soon as they are shown, unless one turned that off. While people vote it
 * holds still, so that nothing moves under the finger that gives a vote; it is taken anew when voting is over.
 */
export class Ordering {
  #board = null;
  #held = null;

  constructor() {
    this.on = true;
  }

  /** Before each drawing: what is shown now. */
  take(state) {
    if (state.board?.id !== this.#board || !state.votes.shown) this.#held = null;
    this.#board = state.board?.id ?? null;
    if (!state.votes.shown) return;
    if (state.board.stage !== 'vote' || this.#held === null) this.#held = weights(state);
  }

  /** `rows` of a kind ("cluster", "note") in the order in which they are shown. */
  sorted(rows, kind) {
    return this.on && this.#held ? mostFirst(rows, kind, this.#held) : rows;
  }
}
