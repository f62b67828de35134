/** One canvas on the page: its board with notes, its scope and prerequisites, and what keeps its plan a draft. */

import { BoardView } from '../boards/board_view.js';
import { enableCardActions } from '../boards/card_actions.js';
import { pendingOn } from '../boards/pending.js';
import { Roving } from '../boards/roving.js';
import { takesNotes } from '../boards/state.js';
import { Feed } from '../shared/feed.js';
import { say, sayCount } from '../shared/words.js';
import { CanvasState, whatIsOpen } from './canvas_state.js';
import { Prerequisites } from './prerequisites.js';
import { Scope } from './scope.js';

const NO_GROUPS = { isSelecting: false, toggle() {} };
const NO_CLUSTERS = { open() {} };

export class CanvasDesk {
  #facts;
  #open = '';

  /**
   * `first`: {revision, snapshot, works}; `page`: {outbox, composer, noteMenu, menu, viewer, cities, languages, redraw, announcer},
   * what all canvases share, with
   * `address`, that of their page. `turned(desk)` is told when somebody turns to this one.
   */
  constructor(section, first, page, turned) {
    Object.assign(this, { section, page, works: first.works });
    this.board = Number(section.dataset.board);
    this.state = new CanvasState(first.snapshot);
    this.feed = new Feed(`board:${this.board}`, this.state, first.revision);
    this.root = section.querySelector('[data-part="board"]');
    const { cities, viewer, languages } = page;
    this.view = new BoardView(this.root, { cities, viewer, selection: new Set(), languages });
    this.roving = new Roving(this.root);
    this.title = this.state.canvas.facts.title;
    this.#facts = JSON.stringify(this.state.canvas.facts);
    const { outbox } = page;
    const language = () => page.languages.likely(document.documentElement.lang);
    this.scope = new Scope(section.querySelector('[data-part="scope"]'), { outbox, language });
    this.prerequisites = new Prerequisites(section.querySelector('.prerequisites'), { outbox, language, menu: page.menu });
    for (const type of ['focusin', 'pointerdown']) section.addEventListener(type, () => turned(this));
    const composer = {
      writeIn: (area) => {
        turned(this);
        page.draw();
        page.composer.writeIn(area);
      },
      takeBack: (text) => page.composer.takeBack(text),
      get text() {
        return page.composer.text;
      },
    };
    enableCardActions(this.root, {
      state: () => this.state,
      outbox: page.outbox,
      view: this.view,
      composer,
      grouping: NO_GROUPS,
      noteMenu: page.noteMenu,
      clusterMenu: NO_CLUSTERS,
      redraw: page.redraw,
    });
  }

  get isOpen() {
    return this.works && !this.page.viewer.over && takesNotes(this.state.board, this.page.viewer.leads);
  }

  /** Whether notes can be written on it: by everybody in the session, also where only its cities answer. */
  get takesNotes() {
    return !this.page.viewer.over && takesNotes(this.state.board, this.page.viewer.leads);
  }

  /** Draws; whether all is drawn. */
  draw() {
    const { entries } = this.page.outbox;
    this.roving.before();
    const complete = this.view.draw(this.state, pendingOn(this.board, this.state, entries));
    this.scope.draw(this.state, entries, this.isOpen);
    this.prerequisites.draw(this.state, entries, this.isOpen);
    this.roving.after();
    this.#drawOpen();
    const facts = JSON.stringify(this.state.canvas.facts);
    if (facts !== this.#facts) {
      this.#facts = facts;
      this.#fetchTold();
    }
    return complete;
  }

  #drawOpen() {
    const { heldUp, unanswered, unsaid, empty } = whatIsOpen(this.state);
    const picture = JSON.stringify([heldUp, unanswered, unsaid, empty]);
    if (picture === this.#open) return;
    this.#open = picture;
    const part = (name) => this.section.querySelector(`[data-part="${name}"]`);
    part('held').hidden = heldUp.length === 0;
    part('held-list').replaceChildren(...heldUp.map((text) => {
      const item = document.createElement('li');
      item.dir = 'auto';
      item.textContent = text;
      return item;
    }));
    part('still').textContent = [unsaid ? say('unsaid') : '', unanswered ? sayCount('unanswered', unanswered) : ''].filter(Boolean).join(' ');
    part('complete').hidden = heldUp.length > 0 || unanswered > 0 || unsaid;
    part('empty').hidden = empty.length === 0;
    for (const item of part('empty').querySelectorAll('[data-field]')) item.hidden = !empty.includes(item.dataset.field);
  }

  /** The practice tells something else now: the server words it, as it did for the page. */
  async #fetchTold() {
    try {
      const answer = await fetch(this.page.address, { credentials: 'same-origin' });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      for (const fresh of page.querySelectorAll(`[data-board="${this.board}"] [data-area]`)) {
        const told = this.root.querySelector(`[data-area="${fresh.dataset.area}"] > [data-part="told"]`);
        if (told) told.replaceWith(fresh.querySelector('[data-part="told"]'));
      }
    } catch {
      // No network at the moment: a reload shows it.
    }
  }

  refused(entry, sentence) {
    return this.scope.refused(entry, sentence) || this.prerequisites.refused(entry, sentence);
  }
}
