/** Small groups as the session's state has them, pure: which round is on, which group is whose. */

/** The rounds of the present block, and of a later one only where this has none: in their order. */
export function roundsInOrder(state) {
  const place = new Map(state.blocksInOrder().map((block, number) => [block.id, number]));
  return [...state.rounds.values()].sort((one, other) =>
    (place.get(one.block) ?? 0) - (place.get(other.block) ?? 0) || one.position - other.position || one.id - other.id);
}

/** The groups of a round in their order. */
export function groupsOf(state, round) {
  return [...state.breakouts.values()]
    .filter((group) => group.round === round)
    .sort((one, other) => one.position - other.position || one.id - other.id);
}

/** The round that people are in now, or null. */
export function roundUnderWay(state) {
  return [...state.rounds.values()].find((round) => round.status === 'open' || round.status === 'called') ?? null;
}

/** The round to look at: the one under way, else the present block's that comes next, else the latest. */
export function roundToLead(state) {
  const now = roundUnderWay(state);
  if (now) return now;
  const rounds = roundsInOrder(state);
  const here = rounds.filter((round) => round.block === state.session?.step);
  return here.findLast((round) => round.status === 'ended') ?? here[0] ?? rounds.find((round) => round.status === 'prepared') ?? rounds.at(-1) ?? null;
}

/** One's own group, the last that one was in: its row with what only its members are told; null without one. */
export function ownGroup(state) {
  const mine = state.mine.group;
  const row = mine ? state.breakouts.get(mine.id) : null;
  return row ? { ...row, ...mine } : null;
}

/** The group whose board that is, or null. */
export function groupOfBoard(state, board) {
  return [...state.breakouts.values()].find((group) => group.board === board) ?? null;
}

/** Whether a board is that of a group whose time is up: it can be read and no longer written on. */
export function isOver(state, board) {
  const group = groupOfBoard(state, board);
  return Boolean(group) && state.rounds.get(group.round)?.status === 'ended';
}

/** The rounds whose points everybody may read now: those of the present block at its report, else what was reported here. */
export function roundsReported(state) {
  const reported = roundsInOrder(state).filter((round) => round.reported);
  const here = reported.filter((round) => round.block === state.session?.step);
  if (here.length > 0) return here;
  return state.stage() === 'report_back' ? reported.slice(-1) : [];
}

/** A group's clusters that are no points yet, those with most votes first: [{id, title, votes}]. `board`: a BoardState. */
export function clustersToTake(board, points) {
  const taken = new Set(points.map((point) => point.cluster).filter(Boolean));
  const votes = (cluster) => board.countOf(`cluster:${cluster.id}`)
    + board.notesOf(cluster.id).reduce((sum, note) => sum + board.countOf(`note:${note.id}`), 0);
  return [...board.clusters.values()]
    .filter((cluster) => cluster.title && !taken.has(cluster.id))
    .map((cluster) => ({ id: cluster.id, title: cluster.title, votes: votes(cluster) }))
    .sort((one, other) => other.votes - one.votes || one.id - other.id);
}
