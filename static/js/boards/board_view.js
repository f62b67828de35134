/**
 * Draws a board: areas side by side, in each its clusters, its loose notes, and what of one's own is under way.
 *
 * Cards are kept by id, those the server drew are taken over, and a card is touched only when its picture changed.
 * Much at once (a first drawing, another stage, 300 notes) is drawn in slices of a few milliseconds, so that
 * typing and dragging never wait for it.
 */

import { ClosedClusters } from './closed_clusters.js';
import { drawCluster, makeCluster } from './clusters.js';
import { Filter, LARGE_FROM } from './filter.js';
import { drawNote, isDrawn, makeNote } from './note_card.js';
import { Ordering } from './ordering.js';
import { Pictures } from './pictures.js';
import { putInPlace } from './places.js';
import { foldsClusters } from './state.js';
import { say, sayCount } from '../shared/words.js';

const SLICE_MS = 6;

/** Where a large board begins folded: there it would be a hundred screens high. */
const NARROW = '(width < 40rem)';

/** Puts `wanted` into `parent` in that order with few moves; what is not wanted goes. */
function arrange(parent, wanted) {
  if (parent.childElementCount > 0) {
    const keep = new Set(wanted);
    for (let child = parent.firstElementChild; child;) {
      const next = child.nextElementSibling;
      if (!keep.has(child)) child.remove();
      child = next;
    }
  }
  let next = parent.firstElementChild;
  for (const element of wanted) {
    if (element === next) next = next.nextElementSibling;
    else if (parent.moveBefore && parent.isConnected && element.isConnected) parent.moveBefore(element, next);
    else parent.insertBefore(element, next);
  }
}

export class BoardView {
  /** Card -> the note, and one's own part of it, that it was drawn from in the present surroundings. */
  #drawn = new WeakMap();
  #opened = { clusters: new Set(), areas: new Set() };

  /**
   * `viewer`: {leads, city, name, over}; `selection`: a Set of note ids; `languages`: of languages.js.
   * Takes over what the server drew into `root`.
   */
  constructor(root, { cities, viewer, selection, languages }) {
    this.root = root;
    this.cities = cities;
    this.viewer = viewer;
    this.selection = selection;
    this.languages = languages;
    this.ordering = new Ordering();
    this.filter = new Filter();
    this.closedClusters = new ClosedClusters();
    /** Areas of a large board whose notes outside of clusters are folded away. */
    this.closedAreas = new ClosedClusters();
    this.areas = this.#takenOver('area');
    this.clusters = this.#takenOver('cluster');
    this.notes = this.#takenOver('note');
    this.posts = new Map();
  }

  #takenOver(kind) {
    return new Map([...this.root.querySelectorAll(`[data-${kind}]`)].map((card) => [Number(card.dataset[kind]), card]));
  }

  /** Draws until its time is over. Whether all is drawn; if not, it wants to be called again. */
  draw(state, pending) {
    this.until = performance.now() + SLICE_MS;
    this.complete = true;
    this.state = state;
    this.pending = pending;
    this.#forgetGone();
    const { selection, viewer, languages } = this;
    this.pictures = new Pictures({ state, pending, viewer, selection, languages });
    const { surroundings } = this.pictures;
    if (surroundings !== this.surroundings) this.#drawn = new WeakMap();
    this.surroundings = surroundings;
    const areas = state.areasInOrder();
    this.places = state.places();
    const begins = this.isLarge(state) && window.matchMedia(NARROW).matches;
    this.closedClusters.byDefault(foldsClusters(state) || begins);
    this.closedAreas.byDefault(begins);
    this.ordering.take(state);
    this.root.classList.toggle('board--one-area', areas.length === 1);
    this.root.classList.toggle('board--canvas', state.board.layout === 'canvas');
    this.root.classList.toggle('board--private', state.board.stage === 'write');
    this.root.classList.toggle('board--large', this.isLarge(state));
    arrange(this.root, areas.map((area) => this.#area(area)));
    return this.complete;
  }

  /** Whether there are so many notes to read that cards are small and loose notes can be folded away. */
  isLarge(state) {
    return state.notes.size >= LARGE_FROM && state.board?.stage !== 'write';
  }

  /** Folds everything away, or opens it. */
  foldAll(closed) {
    this.closedClusters.all(closed);
    this.closedAreas.all(closed);
  }

  get isFolded() {
    return this.closedClusters.areClosed;
  }

  /** Opens what lies folded over these notes, until `foldAgain`. */
  openFor(notes) {
    for (const note of notes) {
      if (this.state.clusters.has(note.cluster)) {
        if (this.closedClusters.delete(note.cluster)) this.#opened.clusters.add(note.cluster);
      } else if (this.closedAreas.delete(note.area)) this.#opened.areas.add(note.area);
    }
  }

  foldAgain() {
    for (const cluster of this.#opened.clusters) this.closedClusters.add(cluster);
    for (const area of this.#opened.areas) this.closedAreas.add(area);
    this.#opened = { clusters: new Set(), areas: new Set() };
  }

  /** Opens what the facilitator shows to everybody, {kind, id, note}, wherever it is folded or filtered away. */
  reveal({ kind, id, note }) {
    this.filter.also = `${kind}:${id}`;
    const cluster = kind === 'cluster' ? id : note?.cluster;
    if (cluster) this.closedClusters.delete(cluster);
    if (kind === 'area' || note) this.closedAreas.delete(kind === 'area' ? id : note.area);
  }

  /** Whether the slice's time is over; what is left out then makes the drawing incomplete. */
  #isLate() {
    if (performance.now() < this.until) return false;
    this.complete = false;
    return true;
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
      return putInPlace(made, area.place);
    });
    const part = (name) => column.querySelector(`:scope > [data-part="${name}"], :scope > .area-head > [data-part="${name}"]`);
    const title = column.querySelector('.area-title');
    if (title.textContent !== area.title) title.textContent = area.title;
    const hint = part('hint');
    if (hint.textContent !== (area.hint ?? '')) hint.textContent = area.hint ?? '';
    hint.hidden = !area.hint;

    const clusters = this.ordering.sorted(this.state.clustersOf(area.id), 'cluster');
    const loose = this.ordering.sorted(this.places.loose.get(area.id) ?? [], 'note');
    const posts = this.pending.posts.filter((post) => post.area === area.id);
    const inClusters = clusters.map((cluster) => this.places.clustered.get(cluster.id) ?? []);
    // First the clusters' places, then the notes in them: what moves within the page keeps the keyboard's focus.
    arrange(part('clusters'), clusters.map((cluster) => this.#kept(this.clusters, cluster.id, makeCluster)));
    clusters.forEach((cluster, index) => this.#cluster(cluster, inClusters[index]));
    arrange(part('notes'), [...this.#notes(loose, this.#isFolded(area, loose)), ...posts.map((post) => this.#post(post))]);
    this.#drawFold(area, part('loose'), loose);
    const size = loose.length + posts.length + inClusters.reduce((sum, notes) => sum + notes.length, 0);
    const shown = this.filter.isOn ? this.#shown(loose) + posts.length + inClusters.reduce((sum, notes) => sum + this.#shown(notes), 0) : size;
    const count = shown < size ? say('shown_of', { shown, of: size }) : size ? sayCount('notes', size) : '';
    if (part('count').textContent !== count) part('count').textContent = count;
    part('empty').hidden = size > 0 || clusters.length > 0;
    column.querySelector('[data-action="write-here"]').hidden = !this.pictures.open.writing || this.state.areas.size < 2;
    return column;
  }

  #shown(notes) {
    return notes.filter((note) => this.filter.shows(note, this.state)).length;
  }

  /** Whether the notes of a large board's area that are in no cluster are folded away; fresh ones of one's own stay. */
  #isFolded(area, loose) {
    return this.isLarge(this.state) && loose.length > 0 && this.closedAreas.has(area.id);
  }

  /** The line that counts them and opens them. */
  #drawFold(area, line, loose) {
    const foldable = this.isLarge(this.state) && loose.length > 0;
    if (line.hidden === foldable) line.hidden = !foldable;
    if (!foldable) return;
    line.ariaExpanded = String(!this.closedAreas.has(area.id));
    const words = sayCount('loose_notes', loose.length);
    if (line.lastElementChild.textContent !== words) line.lastElementChild.textContent = words;
  }

  #cluster(cluster, notes) {
    const card = this.clusters.get(cluster.id);
    const out = this.filter.isOn && this.#shown(notes) === 0 && this.filter.also !== `cluster:${cluster.id}`;
    if (card.hidden !== out) card.hidden = out;
    drawCluster(card, this.pictures.cluster(cluster, notes, !this.closedClusters.has(cluster.id)), this.cities);
    arrange(card.querySelector('[data-part="notes"]'), this.#notes(notes));
  }

  /** The cards of notes in their order; those whose turn has not come are left out, or left as they were. */
  #notes(notes, folded = false) {
    const cards = [];
    for (const note of notes) {
      if (!this.notes.has(note.id) && this.#isLate()) continue;
      const card = this.#kept(this.notes, note.id, makeNote);
      cards.push(card);
      const out = !this.filter.shows(note, this.state) || (folded && !this.filter.isFresh(note, this.state));
      if (card.hidden !== out) card.hidden = out;
      const own = this.state.mine.notes.get(note.id);
      const from = this.#drawn.get(card);
      const mark = this.pictures.mark(note.id);
      if (from && from.note === note && from.own === own && from.mark === mark) continue;
      const picture = this.pictures.note(note);
      if (!isDrawn(card, picture)) {
        if (this.#isLate()) continue;
        drawNote(card, picture, this.cities);
        if (picture.operation) card.dataset.operation = picture.operation;
        else delete card.dataset.operation;
      }
      this.#drawn.set(card, { note, own, mark });
    }
    return cards;
  }

  /** Brings the card of a note that has just been posted into sight, if it isn't. `operation`: its operation id. */
  bring(operation) {
    this.posts.get(operation)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  #post(post) {
    const card = this.#kept(this.posts, post.entry.operation_id, makeNote);
    const picture = this.pictures.post(post);
    card.dataset.operation = picture.operation;
    if (!isDrawn(card, picture)) drawNote(card, picture, this.cities);
    return card;
  }
}
