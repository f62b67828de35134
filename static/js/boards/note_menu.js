/**
 * What can be done with one note or one cluster, as dialogs: for fingers, keyboards and screen readers alike. A dialog
 * closes with what it is for, and says so; a text that is being changed in it is never lost.
 */

import { belongsToComposition } from '../shared/composing.js';
import { openDialog } from '../shared/dialogs.js';
import { say } from '../shared/words.js';
import { fillSelect, titleFrom } from './grouping.js';
import { kindOf } from '../live/proposed.js';
import { isOpen } from './state.js';

function show(element, yes) {
  element.hidden = !yes;
}

export class NoteMenu {
  /**
   * `run(name, payload)` sends a command; `leads` whether this is a facilitator; `tell(sentence)` says why a dialog has
   * closed; `keepText(text, sentence)` takes a text whose note has gone.
   */
  constructor({ dialog, editDialog, run, leads, tell, keepText }) {
    Object.assign(this, { dialog, editDialog, run, leads, tell, keepText });
    dialog.addEventListener('click', (event) => this.#clicked(event));
    dialog.addEventListener('submit', (event) => this.#chosen(event));
    editDialog.querySelector('[data-do="save"]').addEventListener('submit', (event) => this.#saved(event));
    editDialog.querySelector('textarea').addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !belongsToComposition(event)) event.target.form.requestSubmit();
    });
  }

  /** Shows the whole text of a note with which nothing can be done. */
  read(note, state) {
    this.open(note, state, { reading: true });
  }

  open(note, state, { reading = false } = {}) {
    this.reading = reading;
    this.note = note;
    this.state = state;
    const clusters = [...state.clusters.values()].filter((cluster) => cluster.id !== note.cluster);
    const areas = state.areasInOrder().filter((area) => area.id !== note.area);
    this.dialog.querySelector('[data-part="text"]').textContent = state.textOf(note) ?? say('hidden_text');
    fillSelect(this.#act('add').elements.cluster, clusters.map((cluster) => [cluster.id, cluster.title || say('untitled_cluster')]));
    fillSelect(this.#act('move').elements.area, areas.map((area) => [area.id, area.title]));
    this.#offer(note, state);
    openDialog(this.dialog);
  }

  #act(name) {
    return this.dialog.querySelector(`[data-do="${name}"]`);
  }

  /** Shows what can be done with the note now. Whether there is anything. */
  #offer(note, state) {
    const text = state.textOf(note);
    const own = state.isMine(note.id);
    const posting = isOpen(state.board, 'posting', this.leads);
    const grouping = isOpen(state.board, 'grouping', this.leads);
    const offers = {
      edit: this.#mayEdit(note, state),
      remove: posting && (own || this.leads),
      'take-out': grouping && state.clusters.has(note.cluster),
      hide: this.leads && !note.hidden,
      restore: this.leads && note.hidden,
      show: this.leads && state.board.stage !== 'write' && text !== null && !note.hidden,
      add: grouping && [...state.clusters.keys()].some((id) => id !== note.cluster),
      move: state.areas.size > 1 && (grouping || (own && posting)),
    };
    for (const [name, yes] of Object.entries(offers)) if (this.#act(name)) show(this.#act(name), yes);
    return Object.values(offers).some(Boolean);
  }

  #mayEdit(note, state) {
    return state.textOf(note) !== null && isOpen(state.board, 'posting', this.leads) && (state.isMine(note.id) || this.leads);
  }

  /** Whether somebody has changed a text here that is not saved. */
  get isWriting() {
    return this.editDialog.open && this.#field.value.trim() !== this.edited.text;
  }

  get #field() {
    return this.editDialog.querySelector('textarea');
  }

  /** After each drawing; `state` null where no board is open. What the board does not allow any more closes. */
  draw(state) {
    this.#drawMenu(state);
    this.#drawEditor(state);
  }

  #drawMenu(state) {
    if (!this.dialog.open || !this.note) return;
    const note = state?.notes.get(this.note.id);
    if (note && (this.#offer(note, state) || this.reading)) return;
    this.dialog.close();
    this.tell(say(note || !state ? 'menu_closed' : 'note_gone'));
  }

  #drawEditor(state) {
    if (!this.editDialog.open || !this.edited) return;
    const note = state?.notes.get(this.edited.note);
    const may = Boolean(note) && this.#mayEdit(note, state);
    const save = this.editDialog.querySelector('form[data-do="save"] button');
    if (may !== save.disabled) return;
    if (may || (note && this.isWriting)) {
      save.disabled = !may;
      this.#say(may ? '' : say('edit_kept'));
      return;
    }
    const text = this.#field.value;
    const sentence = say(note || !state ? 'menu_closed' : 'note_gone');
    const unsaved = this.isWriting;
    this.editDialog.close();
    if (unsaved) this.keepText(text, sentence);
    else this.tell(sentence);
  }

  #say(sentence) {
    const said = this.editDialog.querySelector('[data-part="message"]');
    said.textContent = sentence;
    show(said, sentence);
  }

  #clicked(event) {
    const what = event.target.closest('button[data-do]')?.dataset.do;
    if (!what) return;
    this.dialog.close();
    const { note } = this;
    if (what === 'edit') this.edit(note.id, this.state.textOf(note) ?? '');
    if (what === 'remove') this.run('note.remove', { note: note.id });
    if (what === 'show') this.run('board.focus', { board: this.state.board.id, on: `note:${note.id}` });
    if (what === 'hide') this.run('note.hide', { note: note.id });
    if (what === 'restore') this.run('note.restore', { note: note.id });
    if (what === 'take-out') this.run('cluster.take_out', { note: note.id });
  }

  #chosen(event) {
    const what = event.target.dataset.do;
    if (!what) return;
    event.preventDefault();
    this.dialog.close();
    if (what === 'add') this.run('cluster.add', { cluster: Number(event.target.elements.cluster.value), notes: [this.note.id] });
    if (what === 'move') this.run('note.move', { note: this.note.id, area: Number(event.target.elements.area.value) });
  }

  /** Opens the editor with a text, and with the sentence of a refusal if there was one. */
  edit(note, text, message = '') {
    this.edited = { note, text };
    const form = this.editDialog.querySelector('form[data-do="save"]');
    form.elements.text.value = text;
    form.querySelector('button').disabled = false;
    this.#say(message);
    openDialog(this.editDialog);
    form.elements.text.focus();
  }

  #saved(event) {
    event.preventDefault();
    const text = event.target.elements.text.value.trim();
    if (!text) return;
    this.editDialog.close();
    if (text !== this.edited.text || this.editDialog.querySelector('[data-part="message"]').textContent) {
      this.run('note.edit', { note: this.edited.note, text });
    }
  }
}

export class ClusterMenu {
  /** `run` and `tell` as for a note. */
  constructor({ dialog, run, leads, tell }) {
    Object.assign(this, { dialog, run, leads, tell });
    dialog.addEventListener('submit', (event) => this.#chosen(event));
    dialog.querySelector('[data-do="show"]')?.addEventListener('click', () => {
      dialog.close();
      run('board.focus', { board: this.board, on: `cluster:${this.cluster.id}` });
    });
  }

  open(cluster, state) {
    this.cluster = cluster;
    this.board = state.board.id;
    const rename = this.dialog.querySelector('[data-do="rename"]');
    const merge = this.dialog.querySelector('[data-do="merge"]');
    const others = [...state.clusters.values()].filter((other) => other.id !== cluster.id);
    rename.elements.title.value = cluster.title ?? titleFrom('');
    show(merge, others.length > 0);
    fillSelect(merge.elements.into, others.map((other) => [other.id, other.title || say('untitled_cluster')]));
    const adopt = this.dialog.querySelector('[data-do="adopt"]');
    if (adopt) adopt.elements.challenge.value = cluster.challenge ?? `new:${kindOf(cluster, state, JSON.parse(adopt.dataset.kinds))}`;
    openDialog(this.dialog);
    rename.elements.title.select();
  }

  /** After each drawing; `state` null where no board is open. */
  draw(state) {
    if (!this.dialog.open || !this.cluster) return;
    const there = Boolean(state?.clusters.has(this.cluster.id));
    if (there && isOpen(state.board, 'grouping', this.leads)) return;
    this.dialog.close();
    this.tell(say(there || !state ? 'menu_closed' : 'cluster_gone'));
  }

  #chosen(event) {
    const what = event.target.dataset.do;
    if (!what) return;
    event.preventDefault();
    this.dialog.close();
    const title = event.target.elements.title?.value.trim();
    if (what === 'rename' && title && title !== this.cluster.title) this.run('cluster.rename', { cluster: this.cluster.id, title });
    if (what === 'adopt') this.#adopt(event.target.elements.challenge.value);
    if (what === 'merge') this.run('cluster.merge', { cluster: this.cluster.id, into: Number(event.target.elements.into.value) });
  }

  /** Proposes a challenge, a known one or a new one of a kind, for every city whose notes show in the cluster. */
  #adopt(choice) {
    const [fresh, kind] = choice.split(':');
    const challenge = fresh === 'new' ? { kind } : { challenge: Number(choice) };
    this.run('challenge.adopt', { cluster: this.cluster.id, ...challenge });
  }
}
