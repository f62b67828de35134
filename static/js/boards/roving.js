/**
 * The keyboard's focus on a board: one stop at a time in the page's order of tabs, arrow keys to the others, and
 * never lost when cards are drawn anew, move, fold or go.
 *
 * Stops are notes and the heads of clusters. Only the controls of the present stop lie in the order of tabs: 300
 * notes would otherwise be a thousand presses of the Tab key.
 */

const STOPS = '.note[tabindex], .cluster-open';
const CONTROLS = 'button, input';
/** How far two cards may overlap and still lie one behind the other, in pixels. */
const TOLERANCE = 4;

/** Without asking for the layout: this is asked at every drawing. */
function isVisible(element) {
  return element.isConnected && !element.closest('[hidden], dialog:not([open])');
}

function stopsIn(root) {
  return [...root.querySelectorAll(STOPS)].filter(isVisible);
}

/** The stop that a control, a card or anything within belongs to. */
function stopOf(element) {
  const card = element.closest('.note, .cluster');
  return card?.matches('.cluster') ? card.querySelector('.cluster-open') : card;
}

/** The stop itself without the controls of the notes in a cluster. */
function controlsOf(stop) {
  if (stop.matches('.note')) return [...stop.querySelectorAll(CONTROLS)];
  const cluster = stop.closest('.cluster');
  return [...cluster.querySelectorAll(`:scope > .cluster-head ${CONTROLS}, :scope > .cluster-facts button`)];
}

/** The element of `list` that lies nearest to the box `from` in the direction of an arrow key; null if none does. */
function nearest(from, list, key) {
  const forward = key === 'ArrowDown' || key === 'ArrowRight';
  const [start, end, low, high] = key === 'ArrowUp' || key === 'ArrowDown'
    ? ['top', 'bottom', 'left', 'right'] : ['left', 'right', 'top', 'bottom'];
  let best = null;
  for (const element of list) {
    const box = element.getBoundingClientRect();
    const gap = forward ? box[start] - from[end] : from[start] - box[end];
    const beside = Math.min(box[high], from[high]) - Math.max(box[low], from[low]);
    if (gap < -TOLERANCE || beside <= 0) continue;
    const off = Math.abs(box[low] - from[low]);
    if (!best || gap < best.gap - 1 || (gap <= best.gap + 1 && off < best.off)) best = { element, gap, off };
  }
  return best?.element ?? null;
}

function closest(stops, top) {
  const far = (stop) => Math.abs(stop.getBoundingClientRect().top - top);
  return stops.reduce((best, stop) => (best && far(best) <= far(stop) ? best : stop), null);
}

export class Roving {
  #focused = null;
  #beside = [];

  constructor(board) {
    this.board = board;
    this.current = null;
    board.addEventListener('focusin', (event) => this.#become(stopOf(event.target)));
    // A dialog gives the focus back to what opened it; that may have gone meanwhile.
    document.addEventListener('close', () => this.#catch(), { capture: true });
  }

  #become(stop) {
    if (!stop || stop === this.current) return;
    if (this.current) for (const element of [this.current, ...controlsOf(this.current)]) element.tabIndex = -1;
    this.current = stop;
    this.#open();
  }

  /** Puts the present stop and its controls into the order of tabs; some may be new. */
  #open() {
    for (const element of [this.current, ...controlsOf(this.current)]) if (element.tabIndex !== 0) element.tabIndex = 0;
  }

  /** Before a drawing: remembers who has the focus and who stands beside it. */
  before() {
    const focused = document.activeElement;
    this.#focused = focused === document.body ? null : focused;
    const item = this.current?.closest('li');
    this.#beside = item
      ? [item.nextElementSibling, item.previousElementSibling, item.closest('.cluster'), item.closest('.area')] : [];
  }

  /** After a drawing: a focus that was lost comes back, to the same card or to the one beside it. */
  after() {
    if (!this.current || !isVisible(this.current)) this.#replace();
    if (this.current) this.#open();
    if (!this.#focused || document.activeElement === this.#focused && isVisible(this.#focused)) return;
    // What drew may have led it on, as from a button that went to the one in its place.
    const now = document.activeElement;
    if (now && now !== document.body && now !== this.#focused && isVisible(now)) return;
    if (isVisible(this.#focused)) this.#focused.focus({ preventScroll: true });
    else this.focus();
  }

  /** Another stop in place of one that has gone: its folded cluster, the next card, the area, the board's first. */
  #replace() {
    const gone = this.current;
    const folded = gone?.closest('.cluster')?.querySelector('.cluster-open');
    this.current = null;
    for (const place of [folded, ...this.#beside, this.board]) {
      const stop = place && isVisible(place) && (place.matches(STOPS) ? place : stopsIn(place)[0]);
      if (stop) return this.#become(stop);
    }
    return null;
  }

  focus() {
    const target = this.current ?? this.board;
    target.focus({ preventScroll: !this.current });
  }

  /** Goes to the notes from elsewhere on the page: to the present stop, or to the board where there is none. Whether to a stop. */
  enter() {
    if (!this.current || !isVisible(this.current)) this.#replace();
    this.focus();
    (this.current ?? this.board).scrollIntoView({ block: this.current ? 'nearest' : 'start' });
    return this.current !== null;
  }

  #catch() {
    queueMicrotask(() => {
      if (document.activeElement === document.body) this.focus();
    });
  }

  /** Goes where an arrow key, Home or End leads. Whether it went. */
  go(key) {
    const target = this.#target(key);
    if (!target) return false;
    target.focus();
    target.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    return true;
  }

  #target(key) {
    const from = this.current;
    const area = from?.closest('.area');
    if (!area) return null;
    if (key === 'Home') return stopsIn(area)[0];
    if (key === 'End') return stopsIn(area).at(-1);
    if (!key.startsWith('Arrow')) return null;
    const box = from.getBoundingClientRect();
    return nearest(box, stopsIn(area).filter((stop) => stop !== from), key) ?? this.#inNextArea(area, box, key);
  }

  #inNextArea(area, box, key) {
    const areas = [...this.board.querySelectorAll('.area')];
    const others = areas.filter((other) => other !== area && other.querySelector(STOPS));
    const found = nearest(area.getBoundingClientRect(), others, key);
    if (key === 'ArrowUp') return found && stopsIn(found).at(-1);
    if (key === 'ArrowDown') return found && stopsIn(found)[0];
    if (found) return closest(stopsIn(found), box.top);
    // Areas below each other, as in the list view: left and right go through them.
    const stacked = nearest(area.getBoundingClientRect(), others, key === 'ArrowLeft' ? 'ArrowUp' : 'ArrowDown');
    return stacked && stopsIn(stacked)[0];
  }
}
