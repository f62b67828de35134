/** On a narrow screen one canvas at a time, chosen by tabs; on a wide one two of them side by side, those that were chosen last. */

export class Tabs {
  /** `chosen(board)` is told when somebody turns to another canvas. */
  constructor(nav, sections, chosen) {
    Object.assign(this, { nav, sections, chosen });
    this.beside = null;
    this.shown = null;
    document.body.classList.add('canvases--tabs');
    nav?.addEventListener('click', (event) => {
      const tab = event.target.closest('[data-tab]');
      if (!tab) return;
      event.preventDefault();
      const board = Number(tab.dataset.tab);
      this.chosen(board);
      this.sections.get(board).scrollIntoView({ block: 'start' });
      this.sections.get(board).focus({ preventScroll: true });
    });
  }

  show(board) {
    const others = [...this.sections.keys()].filter((id) => id !== board);
    this.beside = besideOf(board, this.shown, this.beside, others);
    this.shown = board;
    for (const [id, section] of this.sections) {
      section.classList.toggle('canvas-desk--shown', id === board);
      section.classList.toggle('canvas-desk--beside', id === this.beside);
    }
    for (const tab of this.nav?.querySelectorAll('[data-tab]') ?? []) {
      const id = Number(tab.dataset.tab);
      tab.classList.toggle('canvas-tab--beside', id === this.beside);
      if (id === board) tab.ariaCurrent = 'true';
      else tab.removeAttribute('aria-current');
    }
  }
}

/** Which canvas stands beside `board`: the one before, as long as it is another one that is there, otherwise the next. */
export function besideOf(board, shown, beside, others) {
  return [shown, beside, others.find((id) => id > board), others[0]].find((id) => others.includes(id)) ?? null;
}
