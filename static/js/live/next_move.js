/** What a facilitator does next, pure: the one thing that the console's main button offers, and what may be skipped. */

import { nextStage } from '../boards/state.js';

/**
 * {go, stage, step, skip}: `go` is "start", "stage" (to `stage`), "step" (to the block `step`), "end", or null when
 * there is nothing to lead. `skip`: the block that one can skip to while the board still has stages to go through.
 */
export function nextMove(session, board) {
  const move = { go: null, stage: null, step: null, skip: null };
  const status = session.session?.status;
  if (status === 'planned') return { ...move, go: 'start' };
  if (status !== 'running') return move;
  const step = session.nextStep();
  const stage = session.step() && board ? nextStage(board.stage) : null;
  if (stage) return { ...move, go: 'stage', stage, skip: step };
  return step ? { ...move, go: 'step', step } : { ...move, go: 'end' };
}
