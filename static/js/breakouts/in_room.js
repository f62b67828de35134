/** What those in a room see of small groups: their own, who is where, and what the groups bring back. */

import { Meeting } from './meeting.js';
import { OwnGroup } from './own_group.js';
import { Reports } from './reports.js';

/** As one companion (live/companions.js). */
export function inRoom(room) {
  const parts = [new OwnGroup(room), new Meeting(room), new Reports(room)];
  return { draw: (session) => parts.forEach((part) => part.draw(session)) };
}
