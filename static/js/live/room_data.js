/** What the page was rendered with. */

function parsed(id) {
  const element = document.getElementById(id);
  if (!element) return null;
  const value = JSON.parse(element.textContent);
  return typeof value === 'string' ? JSON.parse(value) : value;
}

const data = parsed('room-data') ?? {};
const snapshots = parsed('snapshot') ?? {};

export const { session, room, cities = {}, languages = {}, challenges = {} } = data;

/** What the projector alone is told: {seat, zone, place, join_until}. */
export const wall = data.wall ?? {};

/** First snapshots: {session: {revision, snapshot} | null, board: {revision, snapshot} | null}. */
export const first = { session: snapshots.session ?? null, board: snapshots.board ?? null };

/** Whose drafts and operations are kept in this browser. */
export const owner = `${session.id}:${room.seat ?? `${room.role}:${room.name ?? ''}:${room.city ?? ''}`}`;
