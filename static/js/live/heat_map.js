/** What the room says: cities x clusters, counted from the notes on the board. The counting is pure. */

const STEPS = 4;

/**
 * {columns: [{id, title, challenge, total}], rows: [{city, counts: [number], proposed: [boolean]}], most}: the clusters with most
 * notes first, at most `atMost` of them, and every city that wrote into one. `proposed` says where a cluster stands for a
 * challenge that the city has not answered; where it declined, nothing is counted.
 */
export function counted(state, atMost = 8) {
  const totals = new Map();
  for (const note of state.notes.values()) {
    if (!note.city || note.hidden || !state.clusters.has(note.cluster)) continue;
    const cities = totals.get(note.cluster) ?? totals.set(note.cluster, new Map()).get(note.cluster);
    cities.set(note.city, (cities.get(note.city) ?? 0) + 1);
  }
  const columns = [...totals]
    .map(([id, cities]) => {
      const { title, challenge = null, answers = {} } = state.clusters.get(id);
      for (const [city, yes] of Object.entries(answers)) if (!yes) cities.delete(city);
      return { id, title, challenge, answers, total: sum(cities.values()), cities };
    })
    .sort((one, other) => other.total - one.total || one.id - other.id)
    .slice(0, atMost);
  const cities = [...new Set(columns.flatMap((column) => [...column.cities.keys()]))].sort();
  const rows = cities.map((city) => ({
    city,
    counts: columns.map((column) => column.cities.get(city) ?? 0),
    proposed: columns.map((column) => column.challenge !== null && column.cities.has(city) && !(city in column.answers)),
  }));
  const most = Math.max(0, ...rows.flatMap((row) => row.counts));
  return { columns: columns.map(({ id, title, challenge, total }) => ({ id, title, challenge, total })), rows, most };
}

function sum(numbers) {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}

/** The step of the colour scale, 0 (none) to 4 (most). */
export function step(count, most) {
  return count === 0 ? 0 : Math.max(1, Math.ceil((count / Math.max(most, STEPS)) * STEPS));
}
