/** What can be done with one note or one cluster, as dialogs: for fingers, keyboards and screen readers alike. */

import { belongsToComposition } from '../shared/composing.js';
import { openDialog } from '../shared/dialogs.js';
import { say } from '../shared/words.js';
import { fillSelect, titleFrom } from './grouping.js';
import { isOpen } from './state.js';

function show(element, yes) {
  element.hidden = !yes;
}

export class NoteMenu {
  /** `run(name, payload)` sends a command; `leads` whether this is a facilitator. */
  constructor({ dialog, editDialog, run, leads }) {
    Object.assign(this, { dialog, editDialog, run, leads });
    dialog.addEventListener('click', (event) => this.#clicked(event));
    dialog.addEventListener('submit', (event) => this.#chosen(event));
    editDialog.querySelector('[data-do="save"]').addEventListener('submit', (event) => this.#saved(event));
    editDialog.querySelector('textarea').addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !belongsToComposition(event)) event.target.form.requestSubmit();
    });
  }

  open(note, state) {
    this.note = note;
    this.state = state;
    const act = (name) => this.dialog.querySelector(`[data-do="${name}"]`);
    const text = state.textOf(note);
    const own = state.isMine(note.id);
    const posting = isOpen(state.board, 'posting', this.leads);
    const grouping = isOpen(state.board, 'grouping', this.leads);
    const clusters = [...state.clusters.values()].filter((cluster) => cluster.id !== note.cluster);
    const areas = state.areasInOrder().filter((area) => area.id !== note.area);
    this.dialog.querySelector('[data-part="text"]').textContent = text ?? say('hidden_text');
    show(act('edit'), text !== null && posting && (own || this.leads));
    show(act('remove'), posting && (own || this.leads));
    show(act('take-out'), grouping && note.cluster && state.clusters.has(note.cluster));
    show(act('hide'), this.leads && !note.hidden);
    show(act('restore'), this.leads && note.hidden);
    if (this.leads) show(act('show'), state.board.stage !== 'write' && text !== null && !note.hidden);
    show(act('add'), grouping && clusters.length > 0);
    show(act('move'), areas.length > 0 && (grouping || (own && posting)));
    fillSelect(act('add').elements.cluster, clusters.map((cluster) => [cluster.id, cluster.title || say('untitled_cluster')]));
    fillSelect(act('move').elements.area, areas.map((area) => [area.id, area.title]));
    openDialog(this.dialog);
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
    const said = this.editDialog.querySelector('[data-part="message"]');
    said.textContent = message;
    show(said, message);
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
  constructor({ dialog, run }) {
    Object.assign(this, { dialog, run });
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
    if (adopt) adopt.elements.challenge.value = cluster.challenge ?? 'new:social';
    openDialog(this.dialog);
    rename.elements.title.select();
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
