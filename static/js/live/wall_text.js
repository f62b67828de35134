/** A part without a board: its question is the picture, and fills the hall. */

import { isNew } from './wall_parts.js';

/** The heading of the wall is the question; nothing stands beside it. */
export function drawText(holder, { session }) {
  if (isNew(holder, session.step()?.id ?? null)) holder.replaceChildren();
}
