/**
 * What each card of a board shows, pure: the server's state, what of one's own is under way, what the stage offers.
 * Made for one drawing.
 */

import { areVotesShown, results } from './ordering.js';
import { REFUSED } from './outbox.js';
import { votesLeft, votesOn } from './pending.js';
import { isOpen, takesNotes } from './state.js';

const POST = {
  id: null, own: true, hidden: false, simulated: false, author: null, mayRewrite: true, votes: null,
  selectable: false, selected: false, movable: false, hasMenu: false,
};

export class Pictures {
  /** `viewer`: {leads, city, over: whether the session has ended}; `selection`: a Set of note ids; `languages`: {tag(language)}. */
  constructor({ state, pending, viewer, selection, languages }) {
    Object.assign(this, { state, pending, viewer, selection, languages });
    const { leads } = viewer;
    this.left = votesLeft(state, pending);
    this.open = {
      posting: isOpen(state.board, 'posting', leads),
      grouping: isOpen(state.board, 'grouping', leads),
      writing: takesNotes(state.board, leads),
      voting: isOpen(state.board, 'voting', leads),
    };
    this.votable = state.board.settings?.vote_on ?? 'both';
    this.results = new Map(areVotesShown(state) ? results(state).map((one) => [one.cluster.id, one]) : []);
  }

  /** All that pictures of notes depend on beside the notes themselves and their `mark`, to tell two drawings apart. */
  get surroundings() {
    const { pending, state } = this;
    return JSON.stringify([
      this.open, Boolean(this.viewer.over), this.votable, Math.min(this.left, 1), state.votes.shown,
      [...pending.edits].map(([id, { entry, text }]) => [id, entry.state, text]),
      [...pending.notes.keys()], [...pending.removals],
    ]);
  }

  /**
   * What of votes and selecting concerns one note, '' for most: whoever votes or selects has that card drawn anew, and
   * not all three hundred.
   */
  mark(note) {
    this.marks ??= this.#marks();
    return this.marks.get(note) ?? '';
  }

  #marks() {
    const { pending, state } = this;
    const marks = new Map();
    const add = (target, what) => {
      const [kind, id] = target.split(':');
      if (kind === 'note') marks.set(Number(id), `${marks.get(Number(id)) ?? ''} ${what}`);
    };
    for (const [target, count] of Object.entries(state.votes.counts ?? {})) add(target, count);
    for (const vote of state.mine.votes) add(vote.on, pending.withdrawn.has(vote.id) ? 'back' : 'given');
    for (const [target, count] of pending.casts) add(target, `waiting ${count}`);
    for (const id of this.selection) add(`note:${id}`, 'selected');
    return marks;
  }

  refusalOf(note) {
    const edit = this.pending.edits.get(note);
    return edit?.entry.state === REFUSED ? edit.entry : this.pending.notes.get(note);
  }

  note(note) {
    const { open, pending, state } = this;
    const own = state.isMine(note.id);
    const edit = pending.edits.get(note.id);
    const refusal = this.refusalOf(note.id);
    const waiting = (edit && edit.entry.state !== REFUSED) || pending.removals.has(note.id);
    const text = edit ? edit.text : state.textOf(note);
    const language = state.languageOf(note);
    return {
      id: note.id,
      text,
      own,
      hidden: Boolean(note.hidden),
      simulated: Boolean(note.simulated),
      language,
      foreign: this.languages.tag(language),
      city: note.city,
      author: note.author,
      state: refusal ? 'refused' : waiting ? 'waiting' : own ? 'saved' : '',
      message: refusal?.answer?.message ?? '',
      operation: refusal?.operation_id,
      mayRewrite: Boolean(edit),
      votes: note.hidden ? null : this.votes('note', note.id, text ?? ''),
      selectable: open.grouping && text !== null && !note.hidden,
      selected: this.selection.has(note.id),
      movable: open.grouping,
      hasMenu: open.grouping || ((own || this.viewer.leads) && open.posting) || (this.viewer.leads && !this.viewer.over),
    };
  }

  /** A note of one's own that the board does not show yet. */
  post({ entry, text, language }) {
    return {
      ...POST,
      text,
      language: language ?? null,
      foreign: this.languages.tag(language),
      city: this.viewer.city,
      state: entry.state,
      message: entry.state === REFUSED ? entry.answer.message : '',
      operation: entry.operation_id,
    };
  }

  cluster(cluster, notes, isOpened) {
    return {
      id: cluster.id,
      title: cluster.title,
      language: cluster.language ?? null,
      size: notes.length,
      cities: [...new Set(notes.map((note) => note.city).filter(Boolean))].sort(),
      open: isOpened,
      votes: this.votes('cluster', cluster.id, cluster.title ?? ''),
      bar: this.#bar(cluster.id),
      hasMenu: this.open.grouping,
      movable: this.open.grouping,
    };
  }

  /** {votes, most} of a cluster for its bar, or null while no votes are shown. */
  #bar(cluster) {
    const result = this.results.get(cluster);
    return result ? { votes: result.votes, most: result.most } : null;
  }

  /** Everybody's votes, null while they are not shown; when voting is over, a cluster's are those on its notes as well. */
  #count(kind, id) {
    if (!this.state.votes.shown) return null;
    const result = kind === 'cluster' && !this.open.voting ? this.results.get(id) : null;
    return result ? result.votes : this.state.countOf(`${kind}:${id}`);
  }

  /** {open, castable, saved, waiting, left, count | null, text}, or null where there is nothing to show. */
  votes(kind, id, text) {
    const { open, pending, state } = this;
    const castable = this.votable === 'both' || this.votable === `${kind}s`;
    const target = `${kind}:${id}`;
    const count = this.#count(kind, id);
    const mine = votesOn(target, state, pending);
    if (!open.voting && !count && mine.saved.length === 0 && mine.waiting === 0) return null;
    // Votes cast before the facilitator chose otherwise stay, and can be withdrawn.
    if (!castable && !count && mine.saved.length === 0) return null;
    // Only whether one is left is drawn: the figure itself would redraw every card at each vote.
    return { open: open.voting, castable, saved: mine.saved.length, waiting: mine.waiting, left: Math.min(this.left, 1), count, text };
  }
}
