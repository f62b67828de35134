/** What is on a canvas, pure: its board, and beside that what the practice tells, the scope, the prerequisites. */

import { BoardState } from '../boards/state.js';

const byPosition = (one, other) => one.position - other.position || one.id - other.id;

/**
 * `canvas`: {id, practice, city, sharer, scope, scope_text, language, facts, fields, simulated};
 * of `prerequisites` each {id, position, text, language, kind, added, answer, owner, due, simulated, answer_simulated}.
 */
export class CanvasState extends BoardState {
  replace(snapshot) {
    super.replace(snapshot);
    this.canvas = snapshot.canvas ?? null;
    this.prerequisites = new Map((snapshot.prerequisites ?? []).map((row) => [row.id, row]));
  }

  merge(delta) {
    super.merge(delta);
    const { put = {}, drop = {} } = delta;
    if (put.canvas) this.canvas = put.canvas;
    for (const row of put.prerequisites ?? []) this.prerequisites.set(row.id, row);
    for (const id of drop.prerequisites ?? []) this.prerequisites.delete(id);
  }

  prerequisitesInOrder() {
    return [...this.prerequisites.values()].sort(byPosition);
  }
}

/** Whether this keeps the plan a draft: it can't be done without, is missing, and nobody sees to it. */
export function holdsUp({ kind, answer, owner }) {
  return kind === 'non_negotiable' && answer === 'missing' && !owner;
}

/**
 * What keeps a plan a draft: {heldUp: [texts], unanswered: how many, unsaid: whether the scope is not said}, as
 * domain/canvases.plan_status has it; and beside that `empty`, the keys of the fields in which nobody wrote.
 */
export function whatIsOpen(state) {
  const rows = state.prerequisitesInOrder();
  return {
    heldUp: rows.filter(holdsUp).map((row) => row.text),
    unanswered: rows.filter((row) => !row.answer).length,
    unsaid: !state.canvas?.scope,
    empty: emptyFields(state),
  };
}

function emptyFields(state) {
  const written = new Set([...state.notes.values()].filter((note) => !note.hidden).map((note) => note.area));
  return Object.entries(state.canvas?.fields ?? {}).filter(([, area]) => !written.has(area)).map(([key]) => key);
}

/** Of a session (a SessionState's `session`) the boards of canvases that are not among `known`, and those that are gone. */
export function canvasesOf(session, known) {
  const now = session?.canvases ?? [];
  return { fresh: now.filter((board) => !known.includes(board)), gone: known.filter((board) => !now.includes(board)) };
}

/** Where a prerequisite that is moved one place `up` or down comes to stand: {before: id | null}, null where it can't. */
export function moved(state, id, up) {
  const ids = state.prerequisitesInOrder().map((row) => row.id);
  const place = ids.indexOf(id);
  const to = up ? place - 1 : place + 2;
  if (place < 0 || (up ? place === 0 : place === ids.length - 1)) return null;
  return { before: ids[to] ?? null };
}

/**
 * A prerequisite as it stands once what is under way is saved: the row with the fields of the entries of the outbox
 * that are about it, the latest last; `waiting`: whether there are any.
 */
export function withPending(row, entries) {
  let shown = row;
  let waiting = false;
  for (const { name, payload, state } of entries) {
    if (payload.prerequisite !== row.id || state === 'refused') continue;
    if (name !== 'prerequisite.answer' && name !== 'prerequisite.change') continue;
    const { prerequisite, language, was, due, ...changes } = payload;
    shown = { ...shown, ...changes, ...(due === undefined ? {} : { due: due ?? '' }) };
    waiting ||= state === 'waiting';
  }
  return { row: shown, waiting };
}
