/** What operations under way mean for the board as one sees it oneself, pure: laid over the server's state. */

import { REFUSED, SAVED, WAITING } from './outbox.js';

/** A text as the server keeps it: without signs that turn what follows, for one. */
function shown(text) {
  return text.normalize('NFC').replace(/\r\n?/g, '\n').replace(/[\u202a-\u202e\u2066-\u2069]/g, '').trim();
}

/**
 * The outbox's entries for `boardId`, sorted out against `state`:
 * {posts: [{entry, area, text, language}], edits: Map note -> {entry, text}, removals: Set note, notes: Map note -> entry,
 *  casts: Map target -> count, withdrawn: Set vote, other: count of waiting entries not shown on a note}.
 */
export function pendingOn(boardId, state, entries) {
  const pending = {
    posts: [], edits: new Map(), removals: new Set(), notes: new Map(), casts: new Map(), withdrawn: new Set(), other: 0,
  };
  const claimed = new Set();
  for (const entry of entries) {
    const { name, payload } = entry;
    if (name === 'note.post') {
      if (payload.board === boardId && !isShown(entry, state, claimed)) {
        pending.posts.push({ entry, area: payload.area, text: payload.text, language: payload.language });
      }
    } else if (name === 'note.edit') {
      if (state.notes.has(payload.note)) pending.edits.set(payload.note, { entry, text: payload.text });
    } else if (entry.state === REFUSED) {
      if (payload.note && state.notes.has(payload.note)) pending.notes.set(payload.note, entry);
    } else if (name === 'note.remove' || name === 'note.hide') {
      pending.removals.add(payload.note);
    } else if (name === 'vote.cast') {
      if (payload.board === boardId) pending.casts.set(payload.on, (pending.casts.get(payload.on) ?? 0) + 1);
    } else if (name === 'vote.withdraw') {
      pending.withdrawn.add(payload.vote);
    } else if (entry.state === WAITING) {
      pending.other += 1;
    }
  }
  return pending;
}

/**
 * Whether the board already shows a posted note: by its id, or, when the frame overtakes the acknowledgement,
 * by one's own note of the same text made after the entry. A note answers for one entry only (`claimed`).
 */
function isShown(entry, state, claimed) {
  if (entry.state === REFUSED) return false;
  if (entry.state === SAVED) {
    const id = entry.answer.result?.note;
    claimed.add(id);
    return state.notes.has(id);
  }
  if (entry.attempts === 0) return false;
  for (const [id, own] of state.mine.notes) {
    if (claimed.has(id) || entry.before?.includes(id)) continue;
    const note = state.notes.get(id);
    if (note?.area === entry.payload.area && own.text === shown(entry.payload.text)) {
      claimed.add(id);
      return true;
    }
  }
  return false;
}

/** One's votes on `target` with what is under way: {saved: [{id, on}], waiting: number}. */
export function votesOn(target, state, pending) {
  return {
    saved: state.myVotesOn(target).filter((vote) => !pending.withdrawn.has(vote.id)),
    waiting: pending.casts.get(target) ?? 0,
  };
}

/** Votes one can still give, counting what is under way. */
export function votesLeft(state, pending) {
  let left = state.mine.votesLeft;
  for (const count of pending.casts.values()) left -= count;
  for (const vote of state.mine.votes) if (pending.withdrawn.has(vote.id)) left += 1;
  return Math.max(0, left);
}
