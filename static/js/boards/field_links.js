/** Links to the fields of a canvas, for screens on which they stand one below the other. */

export class FieldLinks {
  /** `bar`: what stays above while the page scrolls; `chosen(area)` is told where somebody went. */
  constructor(nav, { bar, chosen }) {
    this.nav = nav;
    this.list = nav.querySelector('ul');
    this.picture = null;
    nav.addEventListener('click', (event) => {
      const link = event.target.closest('a');
      if (link) chosen(Number(link.dataset.area));
    });
    new ResizeObserver(([{ target }]) => {
      document.documentElement.style.setProperty('--bar-bottom', `${target.offsetHeight}px`);
    }).observe(bar);
  }

  /** `state`: the board's, or null when none is shown. */
  draw(state) {
    const isCanvas = state?.board?.layout === 'canvas';
    this.nav.hidden = !isCanvas;
    if (!isCanvas) return;
    const areas = state.areasInOrder();
    const counts = new Map();
    for (const note of state.notes.values()) {
      const area = state.clusters.get(note.cluster)?.area ?? note.area;
      counts.set(area, (counts.get(area) ?? 0) + 1);
    }
    const picture = JSON.stringify(areas.map((area) => [area.id, area.title, counts.get(area.id)]));
    if (picture === this.picture) return;
    this.picture = picture;
    this.list.replaceChildren(...areas.map((area) => this.#link(area, counts.get(area.id))));
  }

  #link(area, count) {
    const item = document.createElement('li');
    const link = document.createElement('a');
    link.className = 'fields-link';
    link.href = `#area-${area.id}`;
    link.dataset.area = area.id;
    link.textContent = area.title;
    if (count) {
      const number = document.createElement('span');
      number.className = 'fields-count';
      number.textContent = count;
      link.append(' ', number);
    }
    item.append(link);
    return item;
  }
}
