/** Minutes as they are at the moment, pure: folds the server's snapshot and deltas of "minutes:<id>". */

export class MinutesState {
  constructor(snapshot = null) {
    this.replace(snapshot ?? {});
  }

  replace(snapshot) {
    this.minutes = snapshot.minutes ?? null;
    this.blocks = new Map((snapshot.blocks ?? []).map((row) => [row.id, row]));
    this.amendments = new Map((snapshot.amendments ?? []).map((row) => [row.id, row]));
    this.mine = { amendments: [], ...snapshot.mine };
  }

  merge({ put = {}, drop = {}, mine = null }) {
    if (put.minutes) this.minutes = put.minutes;
    for (const list of ['blocks', 'amendments']) {
      for (const row of put[list] ?? []) this[list].set(row.id, row);
      for (const id of drop[list] ?? []) this[list].delete(id);
    }
    if (mine) this.mine = { ...this.mine, ...mine };
  }

  /** What of the page has to be made anew, once compared with `before` (of `shape`): anything but words. */
  shape() {
    const rows = [...this.blocks.values()].map((row) => [row.id, row.position, row.left_out, row.offered, row.gone,
      row.edited, row.points_left_out ?? null, row.fresh ?? null, outline(row.block)]);
    return JSON.stringify([this.minutes, rows, [...this.amendments.values()], this.mine]);
  }
}

/** A passage without its words: another outline means other places to write in, or another picture. */
function outline(part) {
  if (Array.isArray(part)) return isText(part) ? 'text' : part.map(outline);
  if (part === null || typeof part !== 'object') return typeof part;
  return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, name === 'type' || name === 'svg' ? value : outline(value)]));
}

/** Runs of a text: how many there are depends on its words alone. */
export function isText(part) {
  return part.every((one) => one !== null && typeof one === 'object' && typeof one.text === 'string');
}
