/**
 * Dragging a note onto another note, into a cluster, into an area or out of a cluster, and a cluster onto another.
 * Everything it does can be done from the menus and with keys, too.
 *
 * interact.js makes the gesture of it: mouse at once, finger and pen after a short hold, so that swiping still
 * scrolls; scrolling at the edges; one drag at a time. What lies under the pointer is asked of the browser once a
 * frame instead of using the library's drop zones: with 300 of them it measures each at every move (25 to 45 ms of
 * script), or, measuring once, drops into the wrong card after the page has scrolled.
 */

import { belongsToComposition } from '../shared/composing.js';
import { library } from '../shared/libraries.js';

const HOLD_MS = 250;
const BEGINS_AFTER_PX = 6;
const EDGE_PX = 72;
const SCROLL_PX_PER_SECOND = 700;

const MOVABLE = '.note--movable, .cluster--movable > .cluster-head';
const CONTROLS = 'button:not(.cluster-open), input, label, a';

/** The library is fetched when nothing else is to be done: the first view does not wait for it. */
function whenIdle(call) {
  if (window.requestIdleCallback) window.requestIdleCallback(call, { timeout: 2_000 });
  else window.setTimeout(call, 500);
}

/** `dropped(source, target)`: each {kind: "note" | "cluster" | "area", id}; areas are targets only. */
export function enableDragging(board, { dropped }) {
  let drag = null;

  whenIdle(async () => {
    await library(() => import('interactjs'));
    const { interact } = globalThis;
    interact.pointerMoveTolerance(BEGINS_AFTER_PX);
    const cards = interact(MOVABLE, { context: board });
    // It would put a cursor on the whole document, which styles every element anew: 40 ms with 300 notes.
    cards.styleCursor(false);
    cards.draggable({
      max: 1,
      ignoreFrom: CONTROLS,
      autoScroll: { enabled: true, margin: EDGE_PX, speed: SCROLL_PX_PER_SECOND },
      listeners: { start, move: moved, end },
    });
    cards.actionChecker((pointer, event, action) => {
      cards.options.drag.hold = event.pointerType === 'mouse' ? 0 : HOLD_MS;
      return action;
    });
    board.dataset.drags = '';
  });

  function start(event) {
    const cluster = event.target.matches('.cluster-head');
    const card = cluster ? event.target.parentElement : event.target;
    drag = {
      kind: cluster ? 'cluster' : 'note',
      id: Number(cluster ? card.dataset.cluster : card.dataset.note),
      card,
      interaction: event.interaction,
      ghost: lifted(card, event.target),
      from: [event.clientX0, event.clientY0],
      to: [event.clientX, event.clientY],
      target: null,
      frame: null,
    };
    window.addEventListener('scroll', look, { passive: true });
    look();
  }

  function moved(event) {
    if (!drag) return;
    drag.to = [event.clientX, event.clientY];
    look();
  }

  /** Once a frame is enough: finding what lies under the pointer may lay the board out. */
  function look() {
    if (drag) drag.frame ??= window.requestAnimationFrame(() => draw());
  }

  function draw() {
    if (!drag) return;
    drag.frame = null;
    drag.ghost.style.transform = `translate(${drag.to[0] - drag.from[0]}px, ${drag.to[1] - drag.from[1]}px) rotate(1.5deg)`;
    mark(targetAt(...drag.to));
  }

  function end(event) {
    if (!drag) return;
    drag.to = [event.clientX, event.clientY];
    const target = targetAt(...drag.to);
    const { kind, id } = drag;
    putDown();
    swallowClick();
    if (target) dropped({ kind, id }, { kind: target.kind, id: target.id });
  }

  function targetAt(x, y) {
    const under = document.elementFromPoint(x, y);
    if (!under || !board.contains(under)) return null;
    const found = (kind) => {
      const element = under.closest(`[data-${kind}]`);
      return element && element !== drag.card ? { element, kind, id: Number(element.dataset[kind]) } : null;
    };
    // A note over its own cluster stays where it is; a cluster goes into clusters only.
    const cluster = found('cluster');
    if (cluster) return drag.kind === 'note' && cluster.element.contains(drag.card) ? null : cluster;
    return drag.kind === 'cluster' || under.closest('[data-note]') === drag.card ? null : found('note') ?? found('area');
  }

  function mark(target) {
    if (target?.element === drag.target?.element) return;
    drag.target?.element.classList.remove('drop-target');
    drag.target = target;
    target?.element.classList.add('drop-target');
  }

  function putDown() {
    window.removeEventListener('scroll', look);
    window.cancelAnimationFrame(drag.frame);
    drag.target?.element.classList.remove('drop-target');
    drag.ghost.remove();
    drag.card.classList.remove('card--away');
    drag = null;
  }

  function giveUp() {
    if (!drag) return;
    drag.interaction.stop();
    putDown();
  }

  document.addEventListener('keydown', (event) => event.key === 'Escape' && !belongsToComposition(event) && giveUp());
  // Before the library hears of it: to it a cancelled pointer ends the drag like any other.
  window.addEventListener('pointercancel', giveUp, { capture: true });
  // A finger that holds a card moves it; without this the browser would take the finger for scrolling.
  board.addEventListener('touchmove', (event) => drag && event.cancelable && event.preventDefault(), { passive: false });
  board.addEventListener('contextmenu', (event) => drag && event.preventDefault());
}

function lifted(card, element) {
  const box = element.getBoundingClientRect();
  const ghost = element.cloneNode(true);
  ghost.classList.add('card--lifted');
  ghost.removeAttribute('tabindex');
  ghost.ariaHidden = 'true';
  ghost.inert = true;
  Object.assign(ghost.style, { left: `${box.left}px`, top: `${box.top}px`, width: `${box.width}px` });
  document.body.append(ghost);
  card.classList.add('card--away');
  return ghost;
}

/** Letting go of a card is no click on it. */
function swallowClick() {
  const swallow = (event) => {
    event.stopPropagation();
    event.preventDefault();
  };
  window.addEventListener('click', swallow, { capture: true, once: true });
  window.setTimeout(() => window.removeEventListener('click', swallow, { capture: true }));
}
