/**
 * What is on a board, pure: folds the server's snapshot and deltas. Draws nothing and knows no network.
 *
 * `changed` gathers what the next drawing must look at: sets of note and cluster ids, and flags.
 */

function nothing() {
  return { everything: false, board: false, areas: false, votes: false, mine: false, notes: new Set(), clusters: new Set() };
}

function byId(rows) {
  return new Map((rows ?? []).map((row) => [row.id, row]));
}

function byPosition(one, other) {
  return one.position - other.position || one.id - other.id;
}

export class BoardState {
  constructor(snapshot = null) {
    this.changed = nothing();
    this.replace(snapshot ?? {});
  }

  /** Forget what was known and take a snapshot. */
  replace(snapshot) {
    this.board = snapshot.board ?? null;
    this.areas = byId(snapshot.areas);
    this.notes = byId(snapshot.notes);
    this.clusters = byId(snapshot.clusters);
    this.votes = snapshot.votes ?? { shown: false, counts: {}, cast: 0 };
    const mine = snapshot.mine ?? {};
    this.mine = { notes: byId(mine.notes), votes: mine.votes ?? [], votesLeft: mine.votes_left ?? 0 };
    this.changed.everything = true;
  }

  /** Fold a frame or a catch-up: `put`, `drop` and the personal `mine`. */
  merge({ put = {}, drop = {}, mine = null }) {
    if (put.board) {
      this.board = { ...this.board, ...put.board };
      this.changed.board = true;
    }
    for (const area of put.areas ?? []) {
      this.areas.set(area.id, area);
      this.changed.areas = true;
    }
    for (const cluster of put.clusters ?? []) {
      this.clusters.set(cluster.id, cluster);
      this.changed.clusters.add(cluster.id);
    }
    for (const note of put.notes ?? []) {
      this.#markCluster(this.notes.get(note.id));
      this.notes.set(note.id, note);
      this.#markCluster(note);
      this.changed.notes.add(note.id);
    }
    if (put.votes) {
      this.votes = put.votes;
      this.changed.votes = true;
    }
    for (const id of drop.areas ?? []) {
      this.areas.delete(id);
      this.changed.areas = true;
    }
    for (const id of drop.notes ?? []) {
      this.#markCluster(this.notes.get(id));
      this.notes.delete(id);
      if (this.mine.notes.delete(id)) this.changed.mine = true;
      this.changed.notes.add(id);
    }
    for (const id of drop.clusters ?? []) {
      this.clusters.delete(id);
      this.changed.clusters.add(id);
    }
    if (mine) this.#mergeMine(mine);
  }

  #mergeMine(mine) {
    for (const note of mine.notes ?? []) {
      this.mine.notes.set(note.id, note);
      this.changed.notes.add(note.id);
    }
    if (mine.votes) this.mine.votes = mine.votes;
    if (mine.votes_left !== undefined) this.mine.votesLeft = mine.votes_left;
    this.changed.mine = true;
  }

  #markCluster(note) {
    if (note?.cluster) this.changed.clusters.add(note.cluster);
  }

  /** What changed since the last time it was asked for. */
  takeChanges() {
    const changes = this.changed;
    this.changed = nothing();
    return changes;
  }

  isMine(noteId) {
    return this.mine.notes.has(noteId);
  }

  /** The text this reader may see: the board's, or one's own before the reveal; null when hidden. */
  textOf(note) {
    return note.text ?? this.mine.notes.get(note.id)?.text ?? null;
  }

  /** The language of a text that this reader may see, null where none was named. */
  languageOf(note) {
    return note.language ?? this.mine.notes.get(note.id)?.language ?? null;
  }

  areasInOrder() {
    return [...this.areas.values()].sort(byPosition);
  }

  clustersOf(areaId) {
    return [...this.clusters.values()].filter((cluster) => cluster.area === areaId).sort(byPosition);
  }

  notesOf(clusterId) {
    return [...this.notes.values()].filter((note) => note.cluster === clusterId).sort(byPosition);
  }

  /** Notes of an area that lie in no cluster that is there. */
  looseNotesOf(areaId) {
    return [...this.notes.values()]
      .filter((note) => note.area === areaId && !this.clusters.has(note.cluster))
      .sort(byPosition);
  }

  /** All notes where they lie, in order, in one pass: {loose: Map area -> notes, clustered: Map cluster -> notes}. */
  places() {
    const places = { loose: new Map(), clustered: new Map() };
    for (const note of [...this.notes.values()].sort(byPosition)) {
      const inCluster = this.clusters.has(note.cluster);
      const [map, key] = inCluster ? [places.clustered, note.cluster] : [places.loose, note.area];
      if (map.has(key)) map.get(key).push(note);
      else map.set(key, [note]);
    }
    return places;
  }

  countOf(target) {
    return this.votes.counts?.[target] ?? 0;
  }

  myVotesOn(target) {
    return this.mine.votes.filter((vote) => vote.on === target);
  }
}

/** Whether the texts are not for everybody yet: while people write privately, and where that was never revealed. */
export function isPrivate(state) {
  return state.board.stage === 'write' || [...state.notes.values()].some((note) => note.text === null);
}

/** Whether clusters are shown as titles with their votes, their notes folded away, until they are opened. */
export function foldsClusters({ board, votes }) {
  if (board.settings?.vote_on === 'notes') return false;
  return board.stage === 'vote' || (board.stage === 'discuss' && Boolean(votes.shown && votes.cast));
}

const OPEN_TO_PARTICIPANTS = {
  write: ['posting'],
  write_openly: ['posting'],
  revealed: ['posting', 'grouping'],
  cluster: ['posting', 'grouping'],
  vote: ['voting'],
  discuss: [],
  closed: [],
};

/** Whether one can write now: while votes are given the screen offers voting and nothing beside it. */
export function takesNotes(board, leads) {
  return isOpen(board, 'posting', leads) && board.stage !== 'vote';
}

/** Stages at which the screen offers writing and nothing beside it. */
const ONLY_WRITING = ['write', 'write_openly'];

/** Whether the screen offers `action` (posting, grouping, voting); the server decides in the end. */
export function isOpen(board, action, leads) {
  if (!board || board.stage === 'closed') return false;
  if (action === 'grouping' && ONLY_WRITING.includes(board.stage)) return false;
  if (leads) return action !== 'voting' || board.stage === 'vote';
  return !board.locked && (OPEN_TO_PARTICIPANTS[board.stage] ?? []).includes(action);
}
