/** What a board proposes for cities, and which of its clusters can stand for a challenge. Pure. */

/**
 * [{cluster, title, language, notes, simulated}] of the challenges that a city has not answered, each once: those whose clusters
 * hold a note that shows its badge. `titles` are [title, language] of challenges by id. One is `simulated` where nobody else wrote
 * of it.
 */
export function proposedFor(city, state, titles = {}) {
  const found = new Map();
  for (const note of state.notes.values()) {
    const cluster = state.clusters.get(note.cluster);
    if (note.city !== city || note.hidden || !cluster?.title || (cluster.challenge ?? null) === null || city in (cluster.answers ?? {})) continue;
    const [title, language] = titles[cluster.challenge] ?? [cluster.title, cluster.language];
    const one = found.get(cluster.challenge) ?? { cluster: cluster.id, title, language, notes: 0, simulated: true };
    found.set(cluster.challenge, { ...one, notes: one.notes + 1, simulated: one.simulated && note.simulated === true });
  }
  return [...found.values()];
}

/** The kind of a new challenge out of a cluster, by the title of its area; `kinds` by titles in lower case. */
export function kindOf(cluster, state, kinds = {}) {
  return kinds[state.areas.get(cluster.area)?.title?.trim().toLowerCase()] ?? 'social';
}

/** [[id, title, language, kind]] of the clusters that stand for no challenge yet, in the order of the board. */
export function adoptable(state, kinds = {}) {
  return [...state.clusters.values()]
    .filter((cluster) => cluster.title && (cluster.challenge ?? null) === null)
    .sort((one, other) => one.position - other.position || one.id - other.id)
    .map((cluster) => [cluster.id, cluster.title, cluster.language ?? '', kindOf(cluster, state, kinds)]);
}
