/** What a facilitator does next, pure: the one thing that the console's main button offers, and what may be skipped. */

/** The stages of a board for which nobody has set any steps, as the server has them (domain/steps.py). */
function usualStages(first) {
  return [...(first === 'write_openly' ? ['write_openly'] : ['write', 'revealed']), 'cluster', 'vote', 'discuss'];
}

/** The stages that a block goes through; without a board only those it names. */
export function stagesOf(block, board) {
  if (block?.steps?.length) return block.steps.map((step) => step.stage);
  return block?.board && board ? usualStages(board.stage) : [];
}

/** Where the session is, as commands name it: {block, step}. */
export function placeOf(session) {
  return { block: session.session?.step ?? null, step: session.session?.step_index ?? 0 };
}

/**
 * {go, stage, step, skip}: `go` is "start", "stage" (to the next step, about `stage`), "step" (to the block `step`),
 * "end", or null when there is nothing to lead. `skip`: the block that one can skip to while the board still has steps
 * to go through. A board that was closed by hand has none left.
 */
export function nextMove(session, board) {
  const move = { go: null, stage: null, step: null, skip: null };
  const status = session.session?.status;
  if (status === 'planned') return { ...move, go: 'start' };
  if (status !== 'running') return move;
  const step = session.nextStep();
  const stages = board?.stage === 'closed' ? [] : stagesOf(session.step(), board);
  const stage = stages[placeOf(session).step + 1] ?? null;
  if (stage) return { ...move, go: 'stage', stage, skip: step };
  return step ? { ...move, go: 'step', step } : { ...move, go: 'end' };
}

/** How many minutes the present step is meant to take; 0 where that is open. */
export function minutesNow(session) {
  return session.step()?.steps?.[placeOf(session).step]?.minutes ?? 0;
}

/** Whether there is a step or a block to go back to. */
export function canGoBack(session) {
  return session.session?.status === 'running' && (placeOf(session).step > 0 || session.stepBefore() !== null);
}
