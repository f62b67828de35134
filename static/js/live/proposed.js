/** What a board proposes for cities, and which of its clusters can stand for a challenge. Pure. */

/**
 * [{cluster, title, language, notes}] of the challenges that a city has not answered, each once: those whose clusters hold a
 * note that shows its badge. `titles` are [title, language] of challenges by id.
 */
export function proposedFor(city, state, titles = {}) {
  const found = new Map();
  for (const note of state.notes.values()) {
    const cluster = state.clusters.get(note.cluster);
    if (note.city !== city || note.hidden || !cluster?.title || (cluster.challenge ?? null) === null || city in (cluster.answers ?? {})) continue;
    const [title, language] = titles[cluster.challenge] ?? [cluster.title, cluster.language];
    const one = found.get(cluster.challenge) ?? { cluster: cluster.id, title, language, notes: 0 };
    found.set(cluster.challenge, { ...one, notes: one.notes + 1 });
  }
  return [...found.values()];
}

/** [[id, title, language]] of the clusters that stand for no challenge yet, in the order of the board. */
export function adoptable(state) {
  return [...state.clusters.values()]
    .filter((cluster) => cluster.title && (cluster.challenge ?? null) === null)
    .sort((one, other) => one.position - other.position || one.id - other.id)
    .map(({ id, title, language = '' }) => [id, title, language]);
}
