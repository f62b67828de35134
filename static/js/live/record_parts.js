/** Records by the parts of the session that they belong to, pure; and whether a speaker's name is known. */

/**
 * [{block, now, rows, waiting}]: the present part first, the others in their order, last (block null) those of no part.
 * `rows` are records and `waiting` operations that are not saved yet, the latest first. Empty parts are left out.
 */
export function partsOf(state, waiting = []) {
  const current = state.step();
  const others = state.blocksInOrder().filter((block) => block !== current);
  const known = new Set(state.blocks.keys());
  const partOf = (block) => (known.has(block) ? block : null);
  const rows = grouped([...state.records.values()], (row) => partOf(row.block));
  const sent = grouped(waiting, (entry) => partOf(entry.payload.block));
  return [...(current ? [current] : []), ...others, null]
    .map((block) => {
      const key = block?.id ?? null;
      return {
        block,
        now: block !== null && block === current,
        rows: (rows.get(key) ?? []).sort((one, other) => other.id - one.id),
        waiting: (sent.get(key) ?? []).reverse(),
      };
    })
    .filter((part) => part.rows.length > 0 || part.waiting.length > 0);
}

function grouped(all, keyOf) {
  const found = new Map();
  for (const one of all) {
    const key = keyOf(one);
    if (!found.has(key)) found.set(key, []);
    found.get(key).push(one);
  }
  return found;
}

const wordsOf = (name) => name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().split(/\s+/).filter(Boolean);

/** Whether nobody is named, or somebody among `labels` can be meant: the same words, or some of them (domain/privacy.py). */
export function isNamed(name, labels) {
  const spoken = new Set(wordsOf(name));
  if (spoken.size === 0) return true;
  return labels.some((label) => {
    const called = new Set(wordsOf(label));
    return [...spoken].every((word) => called.has(word)) || [...called].every((word) => spoken.has(word));
  });
}
