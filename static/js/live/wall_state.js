/** Which picture the hall sees, pure: (session, board) -> its name. One table for all that a session can be at. */

import { isPrivate } from '../boards/state.js';

/** Steps that need more than a board, by their stage. */
const OF_STAGE = { breakouts: 'breakouts', report_back: 'report_back', ask: 'polls', results: 'polls' };

/** Once it comes to votes, what was voted on is the picture, whatever the board looks like. */
const WEIGHED = new Set(['vote', 'discuss', 'closed']);

/**
 * lobby, text, turns, break, breakouts, report_back, polls, end; of a board: writing, canvas, cards, voting, results, focus, heat,
 * and text while nothing lies on it.
 *
 * `session` is a SessionState, `board` a BoardState or null; `focused`: whether what the facilitator shows is to be seen.
 */
export function pictureOf(session, board, focused = false) {
  const status = session.session?.status ?? 'planned';
  if (status === 'ended') return 'end';
  const open = board?.board ? board : null;
  if (status !== 'running' || (!session.step() && !open)) return 'lobby';
  const named = OF_STAGE[session.stage()];
  if (named) return named;
  if (session.step()?.method === 'break') return 'break';
  if (!open && turnsOf(session).speaking) return 'turns';
  return open ? boardPicture(open, focused) : 'text';
}

/** Whose turn it is in a round of this part, and who comes next, pure: {speaking: turn or null, next: [turn]}. */
export function turnsOf(session) {
  const turns = [...(session.turns?.values() ?? [])]
    .filter((turn) => turn.block === session.session?.step)
    .sort((one, other) => one.position - other.position || one.id - other.id);
  return {
    speaking: turns.find((turn) => turn.status === 'speaking') ?? null,
    next: turns.filter((turn) => turn.status === 'waiting' || turn.status === 'passed'),
  };
}

function boardPicture(state, focused) {
  const { stage, layout, focus } = state.board;
  if (focused) return 'focus';
  if (focus === 'heat') return 'heat';
  if (stage === 'vote' && !state.votes.shown) return 'voting';
  if (isPrivate(state) && layout !== 'canvas') return 'writing';
  if (WEIGHED.has(stage) && state.votes.shown && (state.votes.cast > 0 || stage === 'vote')) return 'results';
  if (layout === 'canvas') return 'canvas';
  return [...state.notes.values()].some((note) => !note.hidden) ? 'cards' : 'text';
}

/** The sentence above a picture: the question, or the title of what the session is at. */
export function headingOf(picture, session, board, fallback) {
  const step = session.step();
  if (picture === 'lobby' || picture === 'end') return fallback;
  if (picture === 'break') return step?.title || fallback;
  const open = board?.board;
  if (open && !Object.values(OF_STAGE).includes(picture)) return open.question || open.title;
  return step?.question || step?.title || fallback;
}

/** How one joins is shown to those who can, and never in a rehearsal: `until` is when the code ends, in ms or null. */
export function mayJoin(session, { until = null, now = 0 } = {}) {
  const { status, rehearsal } = session.session ?? {};
  return !rehearsal && (status === 'planned' || status === 'running') && (until === null || now < until);
}

/** The last decision that was written down, for the foot of the wall; else the last point; null where there is neither. */
export function lastRecord(session) {
  const records = [...session.records.values()].filter((record) => record.kind === 'decision' || record.kind === 'point');
  const decisions = records.filter((record) => record.kind === 'decision');
  return (decisions.length ? decisions : records).reduce((last, record) => (!last || record.id > last.id ? record : last), null);
}
