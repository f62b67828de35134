/**
 * The session's canvases in its room, in the part that is meant for them. Their page (templates/solutions/canvases.html) is the
 * one place where they are written; here stand its tabs, its canvases and its form, without plans.
 */

import { dressLike, pageOf, seated } from '../live/page_parts.js';
import { learnWords } from '../shared/words.js';
import { canvasesOf } from './canvas_state.js';
import { Desks } from './desks.js';
import { PrerequisiteMenu } from './prerequisites.js';

const AGAIN_MS = 3_000;

export class CanvasesInRoom {
  #loading = false;
  #loaded = null;
  #page;

  /**
   * `place`: where they stand; `seat`: as whom; `page`: what canvases share (canvas_desk.js), without `menu` and `address`;
   * `shown(desk)` is told of each canvas that is put in; `connection` follows their boards; `tell` says a sentence.
   */
  constructor(place, { seat, page, connection, shown, tell }) {
    Object.assign(this, { place, seat, connection, shown, tell });
    this.#page = page;
    this.link = place.querySelector('[data-part="canvases-link"]');
    this.plans = place.querySelector('[data-part="canvases-plans"]');
    this.away = place.querySelector('[data-part="canvases-away"]');
    this.held = place.querySelector('[data-part="canvases-held"]');
    this.address = seated(this.link.querySelector('a').href, seat);
    this.desks = null;
    this.held.addEventListener('submit', (event) => {
      if (!event.target.closest('#new')) return;
      event.preventDefault();
      this.#open(event.target);
    });
  }

  /** The canvases that are in sight and can be written on, null where there are none. `free`: no board is in their way. */
  draw(session, free) {
    this.held.hidden = !free;
    this.link.hidden = free && this.#loaded !== null;
    this.plans.hidden = !free || !this.desks?.active;
    if (!free) return null;
    const known = this.desks?.boards ?? [];
    const { fresh, gone } = canvasesOf(session.session, known);
    const now = JSON.stringify(session.session.canvases);
    if (now !== this.#loaded && (this.#loaded === null || fresh.length || gone.length)) this.#load(now);
    if (!this.desks?.active) return null;
    this.desks.draw();
    return this.desks;
  }

  refused(entry, sentence) {
    return this.desks?.refused(entry, sentence) ?? false;
  }

  get feeds() {
    return this.desks?.feeds ?? [];
  }

  follows(subject) {
    return this.desks?.follows(subject) ?? false;
  }

  async #load(now) {
    if (this.#loading) return;
    this.#loading = true;
    try {
      this.#take(await this.#fetch());
      this.#loaded = now;
      this.#tellAway(false);
      this.#page.redraw();
    } catch {
      this.#tellAway(true);
      window.setTimeout(() => this.#page.redraw(), AGAIN_MS);
    } finally {
      this.#loading = false;
    }
  }

  async #fetch(options = {}) {
    return pageOf(await fetch(this.address, { credentials: 'same-origin', ...options }), 'main.canvases-main');
  }

  /** One more canvas is opened, as its page would do it. Sent twice, its operation id does it once. */
  async #open(form) {
    const button = form.querySelector('button:not([type="button"])');
    button.disabled = true;
    const before = this.desks?.boards ?? [];
    try {
      this.#take(await this.#fetch({ method: 'POST', body: new FormData(form) }), true);
      this.#tellAway(false);
      this.#lead(before);
    } catch {
      this.#tellAway(true);
    } finally {
      button.disabled = false;
      this.#page.redraw();
    }
  }

  /** To what is wrong, or to the canvas that has just been opened. */
  #lead(before) {
    const wrong = this.held.querySelector('#new .field-error');
    const opened = this.desks?.all.find((desk) => !before.includes(desk.board));
    wrong?.focus();
    if (!opened) return;
    this.desks.turnTo(opened);
    opened.section.scrollIntoView({ block: 'start' });
    opened.section.focus({ preventScroll: true });
    this.tell(this.place.dataset.opened);
  }

  /** Puts in what is on the page and not here yet; canvases that somebody may be writing on stay as they are. */
  #take(page, sent = false) {
    dressLike(page, 'canvases');
    const snapshots = JSON.parse(page.getElementById('canvases-data')?.textContent ?? '{}');
    const sections = [...page.querySelectorAll('[data-canvas]')];
    if (sections.length && !this.desks) this.#begin(page);
    const wanted = sections.map((section) => Number(section.dataset.board));
    for (const board of this.desks?.boards ?? []) if (!wanted.includes(board)) this.#drop(board);
    for (const section of sections) {
      const board = Number(section.dataset.board);
      if (!this.desks.get(board)) this.#put(document.importNode(section, true), snapshots[board]);
    }
    this.#around(page, sent);
  }

  /** What all canvases share comes with the first. */
  #begin(page) {
    learnWords(page);
    for (const id of ['pattern-prerequisite', 'prerequisite-dialog']) document.body.append(document.importNode(page.getElementById(id), true));
    const menu = new PrerequisiteMenu(document.getElementById('prerequisite-dialog'), { tell: this.tell });
    this.desks = new Desks({ ...this.#page, menu, address: this.address });
    this.list = document.createElement('div');
    this.list.className = 'canvases';
  }

  #put(section, first) {
    // Plans are made, and canvases taken away, on the page of canvases; commitments have a part of their own.
    for (const rest of section.querySelectorAll('.canvas-foot, .canvas-commitments')) rest.remove();
    this.list.append(section);
    const desk = this.desks.add(section, first);
    this.connection.follow(desk.feed);
    this.shown(desk);
  }

  #drop(board) {
    const desk = this.desks.get(board);
    this.connection.unfollow(desk.feed.subject);
    this.desks.remove(board);
    desk.section.remove();
  }

  /** Tabs, what is said where there is no canvas, and the form: as the page has them now. */
  #around(page, sent) {
    const take = (selector) => {
      const one = page.querySelector(`main ${selector}`);
      return one && document.importNode(one, true);
    };
    const form = this.held.querySelector('#new');
    const typing = !sent && form?.contains(document.activeElement);
    const nav = take('.canvas-tabs');
    const middle = this.desks?.active ? this.list : take('.empty');
    const last = typing ? form : take('#new');
    for (const child of [...this.held.children]) if (![middle, last].includes(child)) child.remove();
    // What may have the keyboard's focus is not moved.
    if (middle && middle.parentElement !== this.held) this.held.prepend(middle);
    if (last && last !== form) this.held.append(last);
    if (nav) this.held.prepend(nav);
    this.desks?.withTabs(nav);
  }

  #tellAway(away) {
    this.away.textContent = away ? this.place.dataset.away : '';
    this.away.hidden = !away;
  }
}
