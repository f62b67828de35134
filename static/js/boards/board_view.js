/**
 * Draws a board: areas side by side, in each its clusters, its loose notes, and what of one's own is under way.
 * Cards are kept by id and only redrawn when their picture changed; a focused control stays focused.
 */

import { drawCluster, makeCluster } from './clusters.js';
import { drawNote, makeNote } from './note_card.js';
import { REFUSED } from './outbox.js';
import { votesLeft, votesOn } from './pending.js';
import { isOpen, takesNotes } from './state.js';
import { sayCount } from '../shared/words.js';

/** Puts `wanted` into `parent` in that order with few moves; what is not wanted goes. */
function arrange(parent, wanted) {
  const keep = new Set(wanted);
  for (const child of [...parent.children]) if (!keep.has(child)) child.remove();
  let next = parent.firstElementChild;
  for (const element of wanted) {
    if (element === next) next = next.nextElementSibling;
    else parent.insertBefore(element, next);
  }
}

export class BoardView {
  /** `viewer`: {leads, city, name}; `selection`: a Set of note ids. */
  constructor(root, { cities, viewer, selection }) {
    this.root = root;
    this.cities = cities;
    this.viewer = viewer;
    this.selection = selection;
    this.sortByVotes = false;
    this.closedClusters = new Set();
    this.areas = new Map();
    this.clusters = new Map();
    this.notes = new Map();
    this.posts = new Map();
  }

  draw(state, pending) {
    const focused = document.activeElement;
    this.state = state;
    this.pending = pending;
    this.left = votesLeft(state, pending);
    this.open = {
      posting: isOpen(state.board, 'posting', this.viewer.leads),
      grouping: isOpen(state.board, 'grouping', this.viewer.leads),
      writing: takesNotes(state.board, this.viewer.leads),
      voting: isOpen(state.board, 'voting', this.viewer.leads),
    };
    this.#forgetGone();
    const areas = state.areasInOrder();
    this.places = state.places();
    this.root.classList.toggle('board--one-area', areas.length === 1);
    this.root.classList.toggle('board--private', state.board.stage === 'write');
    arrange(this.root, areas.map((area) => this.#area(area)));
    if (focused !== document.activeElement && focused?.isConnected && this.root.contains(focused)) {
      focused.focus({ preventScroll: true });
    }
  }

  #forgetGone() {
    for (const id of this.notes.keys()) if (!this.state.notes.has(id)) this.notes.delete(id);
    for (const id of this.clusters.keys()) if (!this.state.clusters.has(id)) this.clusters.delete(id);
    for (const id of this.areas.keys()) if (!this.state.areas.has(id)) this.areas.delete(id);
    const underWay = new Set(this.pending.posts.map((post) => post.entry.operation_id));
    for (const id of this.posts.keys()) if (!underWay.has(id)) this.posts.delete(id);
    for (const id of this.selection) if (!this.state.notes.has(id)) this.selection.delete(id);
  }

  #kept(map, id, make) {
    if (!map.has(id)) map.set(id, make());
    return map.get(id);
  }

  #area(area) {
    const column = this.#kept(this.areas, area.id, () => {
      const made = document.getElementById('pattern-area').content.firstElementChild.cloneNode(true);
      made.dataset.area = area.id;
      made.querySelector('.area-title').id = `area-${area.id}`;
      made.setAttribute('aria-labelledby', `area-${area.id}`);
      return made;
    });
    const part = (name) => column.querySelector(`:scope > [data-part="${name}"], :scope > .area-head > [data-part="${name}"]`);
    column.querySelector('.area-title').textContent = area.title;
    const hint = part('hint');
    hint.textContent = area.hint ?? '';
    hint.hidden = !area.hint;

    const clusters = this.#sorted(this.state.clustersOf(area.id), 'cluster');
    const loose = this.#sorted(this.places.loose.get(area.id) ?? [], 'note');
    const posts = this.pending.posts.filter((post) => post.area === area.id);
    const inClusters = clusters.map((cluster) => this.places.clustered.get(cluster.id) ?? []);
    arrange(part('clusters'), clusters.map((cluster, index) => this.#cluster(cluster, inClusters[index])));
    arrange(part('notes'), [...loose.map((note) => this.#note(note)), ...posts.map((post) => this.#post(post))]);
    const size = loose.length + posts.length + inClusters.reduce((sum, notes) => sum + notes.length, 0);
    part('count').textContent = size ? sayCount('notes', size) : '';
    part('empty').hidden = size > 0 || clusters.length > 0;
    column.querySelector('[data-action="write-here"]').hidden = !this.open.writing || this.state.areas.size < 2;
    return column;
  }

  #sorted(rows, kind) {
    if (!this.sortByVotes) return rows;
    return rows.sort((one, other) => this.state.countOf(`${kind}:${other.id}`) - this.state.countOf(`${kind}:${one.id}`));
  }

  #cluster(cluster, notes) {
    const card = this.#kept(this.clusters, cluster.id, makeCluster);
    const cities = [...new Set(notes.map((note) => note.city).filter(Boolean))].sort();
    drawCluster(card, {
      id: cluster.id,
      title: cluster.title,
      size: notes.length,
      cities,
      open: !this.closedClusters.has(cluster.id),
      votes: this.#votes('cluster', cluster.id, cluster.title ?? ''),
      hasMenu: this.open.grouping,
    }, this.cities);
    arrange(card.querySelector('[data-part="notes"]'), notes.map((note) => this.#note(note)));
    return card;
  }

  #note(note) {
    const card = this.#kept(this.notes, note.id, makeNote);
    const own = this.state.isMine(note.id);
    const edit = this.pending.edits.get(note.id);
    const refusal = edit?.entry.state === REFUSED ? edit.entry : this.pending.notes.get(note.id);
    const waiting = (edit && edit.entry.state !== REFUSED) || this.pending.removals.has(note.id);
    const text = edit ? edit.text : this.state.textOf(note);
    drawNote(card, {
      id: note.id,
      text,
      own,
      hidden: Boolean(note.hidden),
      simulated: Boolean(note.simulated),
      city: note.city,
      author: note.author,
      state: refusal ? 'refused' : waiting ? 'waiting' : own ? 'saved' : '',
      message: refusal?.answer?.message ?? '',
      mayRewrite: Boolean(edit),
      votes: this.#votes('note', note.id, text ?? ''),
      selectable: this.open.grouping && text !== null,
      selected: this.selection.has(note.id),
      movable: this.open.grouping,
      hasMenu: this.open.grouping || ((own || this.viewer.leads) && this.open.posting) || this.viewer.leads,
    }, this.cities);
    if (refusal) card.dataset.operation = refusal.operation_id;
    else delete card.dataset.operation;
    return card;
  }

  #post({ entry, text }) {
    const card = this.#kept(this.posts, entry.operation_id, makeNote);
    card.dataset.operation = entry.operation_id;
    drawNote(card, {
      id: null,
      text,
      own: true,
      hidden: false,
      simulated: false,
      city: this.viewer.city,
      author: null,
      state: entry.state,
      message: entry.state === REFUSED ? entry.answer.message : '',
      mayRewrite: true,
      votes: null,
      selectable: false,
      selected: false,
      movable: false,
      hasMenu: false,
    }, this.cities);
    return card;
  }

  #votes(kind, id, text) {
    const { board, votes } = this.state;
    const wanted = board.settings?.vote_on ?? 'both';
    if (wanted !== 'both' && wanted !== `${kind}s`) return null;
    const target = `${kind}:${id}`;
    const mine = votesOn(target, this.state, this.pending);
    const count = votes.shown ? this.state.countOf(target) : null;
    if (!this.open.voting && !count && mine.saved.length === 0 && mine.waiting === 0) return null;
    return { open: this.open.voting, saved: mine.saved.length, waiting: mine.waiting, left: this.left, count, text };
  }
}
