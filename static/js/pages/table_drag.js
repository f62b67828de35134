// Cities on the coordinator's table are dragged by their grips: from the list of cities or a tandem into another tandem.

import { library } from '../shared/libraries.js';

/**
 * Lets the cities below `root` be dragged. `move(city, leaves, joins)` is asked when one is put down and resolves to
 * whether the table was made anew; `trial(near, ...)` while one is held above a tandem; `dragging(now)` when it begins and ends.
 */
export async function enableDragging(root, { move, trial, dragging }) {
  if (!root.querySelector('[data-drag]')) return;
  await library(() => import('sortablejs'));
  if (!root.isConnected) return;
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  for (const list of root.querySelectorAll('[data-joins], [data-from]')) {
    const isSource = list.hasAttribute('data-from');
    let above = null;
    globalThis.Sortable.create(list, {
      group: { name: 'cities', pull: isSource ? 'clone' : true, put: !isSource },
      sort: false,
      handle: '[data-drag]',
      draggable: '[data-city]',
      animation: calm ? 0 : 120,
      forceFallback: true,
      fallbackOnBody: true,
      fallbackTolerance: 4,
      ghostClass: 'table-seat--away',
      dragClass: 'table-seat--lifted',
      onStart: () => dragging(true),
      onMove: ({ dragged, to }) => {
        if (to === above || to.dataset.joins === undefined) return;
        above = to;
        trial(to, ...placesOf(dragged, to));
      },
      onEnd: async ({ item, from, to, oldIndex }) => {
        dragging(false);
        above = null;
        const places = placesOf(item, to);
        const moves = to !== from && to.dataset.joins !== undefined && places[1] !== places[2];
        if (moves && (await move(...places))) return;
        if (isSource && to !== from) item.remove();
        else if (to !== from) from.insertBefore(item, from.children[oldIndex] ?? null);
      },
    });
    list.dataset.drags = '';
  }
}

function placesOf(item, list) {
  return [item.dataset.city, item.dataset.leaves ?? '', list.dataset.joins ?? ''];
}
