/** How so many things share a screen, pure: cells of one size that fill it. */

/** A cell reads best when it is about this much wider than high. */
const SHAPE = 1.9;
/** An empty place at the end is a small fault, a row of them a large one. */
const GAPS = 1.8;

/**
 * {columns, rows, shown, more} for `count` things on a surface of `ratio` (width by height). `most` are shown, what is beyond is
 * counted; `shape` is the best width by height of one, `gaps` how much an empty row would disturb.
 */
export function gridFor(count, { ratio = 2.4, most = 20, shape = SHAPE, columnsMost = 6, gaps: disturb = GAPS } = {}) {
  const shown = Math.min(count, most);
  let best = { columns: 1, rows: Math.max(1, shown), fault: Infinity };
  for (let columns = 1; columns <= Math.min(columnsMost, Math.max(1, shown)); columns += 1) {
    const rows = Math.max(1, Math.ceil(shown / columns));
    const gaps = (columns * rows - shown) / columns;
    const fault = Math.abs(Math.log((ratio * rows) / columns / shape)) + gaps * disturb;
    if (fault < best.fault) best = { columns, rows, fault };
  }
  return { columns: best.columns, rows: best.rows, shown, more: count - shown };
}
