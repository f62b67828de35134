/**
 * What a chapter adds to the room beside the board: its breakouts, its polls, its scribes' pane. The one place where
 * they are listed; room.js draws them and knows nothing else of them.
 */

import { LatePart } from './late_part.js';
import { COMMITMENTS, ownPart } from './own_part.js';

/**
 * The companions of one room, each `{ draw(session) }`, drawn in this order whenever the session or its board changed;
 * `session` is a SessionState. Add yours as one line below: it is made once, finds its own elements, and does nothing
 * where the page has none.
 *
 * `room`: {data, session, cities, leads, clock, run, keep, announcer, following, redraw} - the page's `room` and `session` data,
 * every city by its code, whether this is a facilitator, `run(name, payload)` for a command that is given up when it
 * can't be sent soon, `keep(name, payload)` for one that is kept until it is sent, and `redraw()` to be drawn again.
 * `leading`: the module of that name for those who lead, null for everybody else.
 */
export function companionsOf(room, leading) {
  return [
    new LatePart({
      needed: (session) => session.rounds.size > 0,
      load: async () => (await import('../breakouts/in_room.js')).inRoom(room),
      loaded: room.redraw,
    }),
    ...(leading ? [new leading.GroupDesk(room)] : []),
    commitmentsOf(room),
  ];
}

/** What cities commit to, in a dialog or in the part that is meant for it: its module comes when somebody opens it, or with that part. */
function commitmentsOf(room) {
  const opener = document.querySelector('[data-part="commitments-opener"]');
  if (!opener) return { draw: () => {} };
  let wished = false;
  let before = null;
  const part = new LatePart({
    needed: (session) => wished || ownPart(session) === COMMITMENTS,
    load: async () => new (await import('./commitments.js')).Commitments({ opener, room, wished }),
    loaded: room.redraw,
  });
  opener.addEventListener('click', (event) => {
    if (part.part) return;
    event.preventDefault();
    wished = true;
    room.redraw();
  });
  return {
    draw: (session) => {
      const count = session.session?.commitments ?? null;
      if (before !== null && count !== null && count !== before && !part.part) {
        room.announcer.say(document.getElementById('commitments-dialog').dataset.made);
      }
      before = count;
      part.draw(session);
    },
  };
}
