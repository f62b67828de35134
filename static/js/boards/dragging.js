/**
 * Dragging a note by its handle onto another note, a cluster or an area, with mouse, pen or finger.
 * Everything it does can be done from the note's menu too.
 */

const BEGINS_AFTER_PX = 6;
const SCROLL_EDGE_PX = 60;
const SCROLL_STEP_PX = 12;

export function enableDragging(board, { dropped }) {
  let drag = null;

  board.addEventListener('pointerdown', (event) => {
    const handle = event.target.closest('[data-part="drag"]');
    if (!handle || event.button !== 0) return;
    const card = handle.closest('.note');
    drag = { card, pointer: event.pointerId, x: event.clientX, y: event.clientY, ghost: null, target: null, frame: null };
    board.setPointerCapture(event.pointerId);
    event.preventDefault();
  });

  board.addEventListener('pointermove', (event) => {
    if (!drag || event.pointerId !== drag.pointer) return;
    [drag.toX, drag.toY] = [event.clientX, event.clientY];
    if (!drag.ghost && Math.hypot(drag.toX - drag.x, drag.toY - drag.y) < BEGINS_AFTER_PX) return;
    drag.ghost ??= lifted(drag.card);
    // Once a frame is enough: finding what lies under the pointer may lay the whole board out.
    drag.frame ??= window.requestAnimationFrame(moved);
  });

  function moved() {
    if (!drag) return;
    drag.frame = null;
    drag.ghost.style.transform = `translate(${drag.toX - drag.x}px, ${drag.toY - drag.y}px) rotate(1.5deg)`;
    scrollAtEdge(drag.toY);
    mark(targetAt(drag.toX, drag.toY));
  }

  board.addEventListener('pointerup', (event) => {
    if (!drag || event.pointerId !== drag.pointer) return;
    if (drag.ghost) mark(targetAt(event.clientX, event.clientY));
    const { card, target, ghost } = drag;
    end();
    if (ghost && target) dropped(Number(card.dataset.note), target);
  });
  board.addEventListener('pointercancel', end);
  document.addEventListener('keydown', (event) => event.key === 'Escape' && drag && end());

  function lifted(card) {
    const box = card.getBoundingClientRect();
    const ghost = card.cloneNode(true);
    ghost.classList.add('note--lifted');
    ghost.ariaHidden = 'true';
    ghost.inert = true;
    Object.assign(ghost.style, { left: `${box.left}px`, top: `${box.top}px`, width: `${box.width}px` });
    document.body.append(ghost);
    card.classList.add('note--away');
    return ghost;
  }

  function targetAt(x, y) {
    const under = document.elementFromPoint(x, y);
    if (!under || !board.contains(under)) return null;
    const cluster = under.closest('.cluster');
    if (cluster) return { element: cluster, kind: 'cluster', id: Number(cluster.dataset.cluster) };
    const note = under.closest('.note[data-note]');
    if (note && note !== drag.card) return { element: note, kind: 'note', id: Number(note.dataset.note) };
    const area = under.closest('.area');
    return area ? { element: area, kind: 'area', id: Number(area.dataset.area) } : null;
  }

  function mark(target) {
    drag.target?.element.classList.remove('drop-target');
    drag.target = target;
    target?.element.classList.add('drop-target');
  }

  function scrollAtEdge(y) {
    if (y < SCROLL_EDGE_PX) window.scrollBy(0, -SCROLL_STEP_PX);
    else if (y > window.innerHeight - SCROLL_EDGE_PX) window.scrollBy(0, SCROLL_STEP_PX);
  }

  function end() {
    if (!drag) return;
    drag.target?.element.classList.remove('drop-target');
    drag.ghost?.remove();
    drag.card.classList.remove('note--away');
    drag = null;
  }
}
