/** The canvases that stand on one page: which of them somebody is at, drawing them, what became of what was sent to them. */

import { Composer } from '../boards/composer.js';
import { say } from '../shared/words.js';
import { CanvasDesk } from './canvas_desk.js';
import { Tabs } from './tabs.js';

export class Desks {
  #desks = new Map();

  /** `page`: as of canvas_desk.js. */
  constructor(page) {
    this.page = page;
    this.active = null;
    this.tabs = null;
  }

  /** Puts a canvas in: its section on the page, and {revision, snapshot, works}. */
  add(section, first) {
    const desk = new CanvasDesk(section, first, this.page, (turned) => this.turnTo(turned));
    this.#desks.set(desk.board, desk);
    this.active ??= desk;
    return desk;
  }

  remove(board) {
    this.#desks.delete(board);
    if (this.active?.board === board) this.active = this.all[0] ?? null;
  }

  /** `nav`: the tabs of the canvases that stand here now, null where there is one or none. */
  withTabs(nav) {
    this.tabs = new Tabs(nav, new Map(this.all.map((desk) => [desk.board, desk.section])), (board) => this.turnTo(this.#desks.get(board)));
    this.tabs.show(this.active?.board);
  }

  get all() {
    return [...this.#desks.values()];
  }

  get feeds() {
    return this.all.map((desk) => desk.feed);
  }

  get boards() {
    return [...this.#desks.keys()];
  }

  get(board) {
    return this.#desks.get(board) ?? null;
  }

  follows(subject) {
    return this.feeds.some((feed) => feed.subject === subject);
  }

  turnTo(desk) {
    if (desk === this.active) return;
    this.active = desk;
    this.tabs.show(desk.board);
    this.page.redraw();
  }

  draw() {
    for (const desk of this.all) if (desk.state.board && !desk.draw()) this.page.redraw();
    this.page.menu.draw();
  }

  /** Turns the composer to the canvas that somebody is at. */
  drawComposer() {
    const { composer } = this.page;
    composer.show(this.active.board, this.active.state.areasInOrder());
    composer.setOpen(this.active.takesNotes, Composer.closedReason(this.active.state.board));
  }

  /** The canvas and the field that somebody writes in, in words, where there are several; "" otherwise. */
  get writesOn() {
    const { active, page } = this;
    if (this.#desks.size < 2 || !page.composer.open) return '';
    const field = active.state.areas.get(page.composer.area)?.title ?? '';
    return say('writes_on', { title: `${active.title} → ${active.state.canvas.city}`, field });
  }

  /** Whether one of them says a refusal itself. */
  refused(entry, sentence) {
    return this.all.some((desk) => desk.refused(entry, sentence));
  }
}
