/** Selecting several notes and putting them together: the bar below, the dialog with a title or a cluster. */

import { openDialog } from '../shared/dialogs.js';
import { say, sayCount } from '../shared/words.js';

const TITLE_LENGTH = 60;

/** A first title for a cluster: the beginning of a note. */
export function titleFrom(text) {
  const line = (text ?? '').split('\n')[0].trim();
  if (!line) return say('untitled_cluster');
  return line.length > TITLE_LENGTH ? `${line.slice(0, TITLE_LENGTH - 1).trimEnd()}…` : line;
}

/** Fills a select with (value, label) options. */
export function fillSelect(select, options) {
  select.replaceChildren(...options.map(([value, label]) => new Option(label, value)));
}

export class Grouping {
  /**
   * `run(name, payload)` sends a command; `redraw()` shows the selection on the cards; `tell(sentence)` says why the
   * dialog has closed.
   */
  constructor({ bar, dialog, selection, run, redraw, tell }) {
    Object.assign(this, { bar, dialog, selection, run, redraw, tell });
    this.selected = bar.querySelector('[data-part="selected"]');
    this.addButton = bar.querySelector('[data-action="group-add"]');
    bar.addEventListener('click', (event) => this.#clicked(event));
    dialog.querySelector('[data-do="make"]').addEventListener('submit', (event) => this.#make(event));
    dialog.querySelector('[data-do="add"]').addEventListener('submit', (event) => this.#add(event));
  }

  /** `open`: whether notes can be grouped now; `state` null where no board is open. */
  draw(state, open) {
    this.state = state;
    if (!open) this.selection.clear();
    // Also when all that was selected has gone.
    if (this.dialog.open && this.selection.size === 0) {
      this.dialog.close();
      this.tell(say('menu_closed'));
    }
    const size = this.selection.size;
    this.bar.hidden = size === 0;
    if (!state) return;
    if (size) this.selected.textContent = sayCount('selected', size);
    this.addButton.hidden = state.clusters.size === 0;
  }

  get isSelecting() {
    return this.selection.size > 0;
  }

  /** Adds notes to those that are selected. */
  select(notes) {
    for (const note of notes) this.selection.add(note);
    this.redraw();
  }

  toggle(note) {
    if (!this.selection.delete(note)) this.selection.add(note);
    this.redraw();
  }

  #clear() {
    this.selection.clear();
    this.redraw();
  }

  #clicked(event) {
    const action = event.target.closest('[data-action]')?.dataset.action;
    if (action === 'group-clear') this.#clear();
    else if (action === 'group' || action === 'group-add') this.#ask(action === 'group-add');
  }

  #ask(adding) {
    const first = this.state.notes.get([...this.selection][0]);
    const title = this.dialog.querySelector('[name="title"]');
    const select = this.dialog.querySelector('[name="cluster"]');
    title.value = titleFrom(first && this.state.textOf(first));
    fillSelect(select, [...this.state.clusters.values()].map((cluster) => [cluster.id, cluster.title || say('untitled_cluster')]));
    this.dialog.querySelector('[data-do="add"]').hidden = this.state.clusters.size === 0;
    openDialog(this.dialog);
    if (adding) select.focus();
    else title.select();
  }

  #make(event) {
    event.preventDefault();
    const title = event.target.elements.title.value.trim();
    if (!title || this.selection.size === 0) return;
    const first = this.state.notes.get([...this.selection][0]);
    const kept = first && title === titleFrom(this.state.textOf(first));
    const language = kept ? { language: this.state.languageOf(first) } : {};
    this.run('cluster.make', { board: this.state.board.id, notes: [...this.selection], title, ...language });
    this.dialog.close();
    this.#clear();
  }

  #add(event) {
    event.preventDefault();
    const cluster = Number(event.target.elements.cluster.value);
    if (!cluster || this.selection.size === 0) return;
    this.run('cluster.add', { cluster, notes: [...this.selection] });
    this.dialog.close();
    this.#clear();
  }
}
