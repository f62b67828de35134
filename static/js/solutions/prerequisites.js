/** The prerequisites of a canvas as rows: answered with radio buttons, with who sees to it and by when. */

import { openDialog } from '../shared/dialogs.js';
import { say } from '../shared/words.js';
import { holdsUp, moved, withPending } from './canvas_state.js';
import { Disputes } from './disputes.js';
import { giveUp, keepRefused, lastWords, saveAsTyped, showSaved } from './typed_field.js';

/** Says beside a field whether what was put into it is saved: `entries` are those of the outbox about it. */
export function drawState(mark, entries) {
  const waiting = entries.some((entry) => entry.state === 'waiting');
  const saved = entries.length > 0 && !waiting;
  mark.hidden = !waiting && !saved;
  if (mark.hidden) return;
  mark.dataset.state = waiting ? 'waiting' : 'saved';
  const words = say(waiting ? 'waiting_mark' : 'saved');
  if (mark.textContent !== words) mark.textContent = words;
}

function part(row, name) {
  return row.querySelector(`[data-part="${name}"]`);
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export class Prerequisites {
  /** `outbox` keeps commands until they are sent; `language()` is the one that people write in; `menu`: below. */
  constructor(root, { outbox, language, menu }) {
    Object.assign(this, { root, outbox, language, menu, disputes: new Disputes() });
    this.put = (name, payload) => outbox.put(name, payload);
    this.list = root.querySelector('[data-part="prerequisites"]');
    this.none = root.querySelector('[data-part="no-prerequisites"]');
    this.form = root.querySelector('[data-part="add"]');
    this.rows = new Map();
    for (const row of this.list.querySelectorAll('[data-prerequisite]')) this.#take(row, Number(row.dataset.prerequisite));
    this.form?.addEventListener('submit', (event) => this.#add(event));
  }

  #take(row, id) {
    this.rows.set(id, row);
    const answer = (changes) => {
      part(row, 'error').hidden = true;
      this.put('prerequisite.answer', { prerequisite: id, ...changes });
    };
    row.addEventListener('change', ({ target }) => {
      if (target.type === 'radio') answer({ answer: target.value });
    });
    saveAsTyped(row.querySelector('[name="owner"]'), (owner, was) => answer({ owner, was }));
    saveAsTyped(row.querySelector('[name="due"]'), (due) => answer({ due: due || null }));
    row.querySelector('[data-action="prerequisite-more"]')?.addEventListener('click', () => this.menu.open(this.state, id, this));
    return row;
  }

  #make(id) {
    const row = document.getElementById('pattern-prerequisite').content.firstElementChild.cloneNode(true);
    row.dataset.prerequisite = id;
    for (const radio of row.querySelectorAll('[type="radio"]')) radio.name = `answer-${id}`;
    return this.#take(row, id);
  }

  #add(event) {
    event.preventDefault();
    const { text, kind } = this.form.elements;
    if (!text.value.trim()) return text.focus();
    part(this.form, 'add-error').hidden = true;
    this.put('prerequisite.add', { canvas: this.state.canvas.id, text: text.value, kind: kind.value, language: this.language() });
    text.value = '';
    kind.value = '';
    return text.focus();
  }

  /** Whether it says the refusal itself; what was typed stays where it can be changed. */
  refused(entry, sentence) {
    const { name, payload } = entry;
    if (name === 'prerequisite.add' && payload.canvas === this.state?.canvas.id) {
      if (!this.form.elements.text.value) this.form.elements.text.value = payload.text;
      this.#tell(part(this.form, 'add-error'), sentence);
      return true;
    }
    const row = this.rows.get(payload.prerequisite);
    if (!row) return false;
    if (entry.answer.code === 'conflict' && payload.was !== undefined) {
      this.#ask(row, entry);
      return true;
    }
    for (const field of ['owner', 'due']) {
      if (payload[field]) keepRefused(row.querySelector(`[name="${field}"]`), field === 'owner' ? payload.was : undefined);
    }
    this.#tell(part(row, 'error'), sentence);
    return true;
  }

  /** Somebody else has named an owner, or worded it otherwise. */
  #ask(row, entry) {
    const { name, payload } = entry;
    const id = payload.prerequisite;
    const what = name === 'prerequisite.answer' ? 'owner' : 'text';
    const field = what === 'owner' ? row.querySelector('[name="owner"]') : null;
    const same = (other) => (other.prerequisite === id ? other[what] : undefined);
    const mine = lastWords(entry, { outbox: this.outbox, field, same });
    const stored = () => this.state.prerequisites.get(id)?.[what] ?? null;
    if (field) giveUp(field, stored() ?? '');
    const language = what === 'text' ? { language: this.language() } : {};
    const put = (words, was) => this.put(name, { prerequisite: id, [what]: words, was, ...language });
    this.disputes.show(row, entry, { mine, stored, put, glue: what === 'owner' ? ', ' : ' ' });
  }

  #tell(place, sentence) {
    place.textContent = sentence;
    place.hidden = false;
  }

  draw(state, entries, open) {
    this.state = state;
    this.disputes.draw();
    const taken = new Set(entries.filter((entry) => entry.name === 'prerequisite.remove' && entry.state !== 'refused').map((entry) => entry.payload.prerequisite));
    const shown = state.prerequisitesInOrder().filter((row) => !taken.has(row.id));
    for (const id of this.rows.keys()) if (!state.prerequisites.has(id)) this.rows.delete(id);
    const wanted = shown.map((row) => this.#draw(row, entries, open));
    wanted.push(...this.#underWay(state, entries));
    this.#arrange(wanted);
    this.none.hidden = wanted.length > 0;
    if (this.form) this.form.hidden = !open;
  }

  #draw(saved, entries, open) {
    const element = this.rows.get(saved.id) ?? this.#make(saved.id);
    const { row } = withPending(saved, entries);
    const own = entries.filter((entry) => entry.payload.prerequisite === saved.id && entry.state !== 'refused');
    write(part(element, 'text'), row.text);
    if (row.language) part(element, 'text').lang = row.language;
    else part(element, 'text').removeAttribute('lang');
    write(part(element, 'legend'), row.text);
    part(element, 'kind').hidden = !row.kind;
    if (row.kind) write(part(element, 'kind'), say(`kind_${row.kind}`));
    part(element, 'added').hidden = !row.added;
    part(element, 'simulated').hidden = !row.simulated;
    part(element, 'answer-simulated').hidden = !row.answer_simulated;
    element.classList.toggle('prerequisite--holds', holdsUp(row));
    for (const radio of element.querySelectorAll('[type="radio"]')) {
      radio.checked = radio.value === row.answer;
      radio.disabled = !open;
    }
    for (const [name, value] of [['owner', row.owner], ['due', row.due]]) {
      const field = element.querySelector(`[name="${name}"]`);
      showSaved(field, value);
      field.disabled = !open;
    }
    const more = element.querySelector('[data-action="prerequisite-more"]');
    if (more) {
      more.hidden = !open;
      more.ariaLabel = say('more_for', { text: row.text });
    }
    drawState(part(element, 'state'), own);
    return element;
  }

  /** Those that were added here and are not on the canvas yet. */
  #underWay(state, entries) {
    return entries
      .filter((entry) => entry.name === 'prerequisite.add' && entry.payload.canvas === state.canvas.id && entry.state !== 'refused')
      .filter((entry) => !state.prerequisites.has(entry.answer?.result?.prerequisite))
      .map((entry) => {
        const known = this.list.querySelector(`[data-operation="${entry.operation_id}"]`);
        if (known) return known;
        const row = document.getElementById('pattern-prerequisite').content.firstElementChild.cloneNode(true);
        row.dataset.operation = entry.operation_id;
        write(part(row, 'text'), entry.payload.text);
        for (const control of row.querySelectorAll('input, button')) control.disabled = true;
        drawState(part(row, 'state'), [entry]);
        return row;
      });
  }

  /** Puts the rows into their order without moving those that stand right: a field keeps the keyboard's focus. */
  #arrange(wanted) {
    const keep = new Set(wanted);
    for (const child of [...this.list.children]) if (!keep.has(child)) child.remove();
    let next = this.list.firstElementChild;
    for (const row of wanted) {
      if (row === next) next = next.nextElementSibling;
      else if (this.list.moveBefore && row.isConnected) this.list.moveBefore(row, next);
      else this.list.insertBefore(row, next);
    }
  }
}

/** The dialog of one prerequisite: its words and kind, its place, and taking it off the canvas. */
export class PrerequisiteMenu {
  constructor(dialog, { tell }) {
    Object.assign(this, { dialog, tell });
    this.form = dialog.querySelector('[data-do="change"]');
    this.form.addEventListener('submit', (event) => this.#changed(event));
    dialog.addEventListener('click', ({ target }) => this.#clicked(target.closest('button[data-do]')?.dataset.do));
  }

  open(state, id, list) {
    const row = state.prerequisites.get(id);
    Object.assign(this, { state, id, list, was: row?.text });
    if (!row) return;
    this.form.elements.text.value = row.text;
    this.form.elements.kind.value = row.kind;
    for (const [name, up] of [['up', true], ['down', false]]) this.dialog.querySelector(`[data-do="${name}"]`).disabled = moved(state, id, up) === null;
    this.dialog.querySelector('[data-do="clear"]').disabled = !row.answer && !row.owner && !row.due;
    openDialog(this.dialog);
  }

  /** Closes once the row is gone. */
  draw() {
    if (!this.dialog.open || this.state.prerequisites.has(this.id)) return;
    this.dialog.close();
    this.tell(say('prerequisite_gone'));
  }

  #changed(event) {
    event.preventDefault();
    const row = this.state.prerequisites.get(this.id);
    const { text, kind } = this.form.elements;
    if (!text.value.trim()) return text.focus();
    const changes = {};
    if (text.value.trim() !== this.was) Object.assign(changes, { text: text.value, was: this.was, language: this.list.language() });
    if (kind.value !== row.kind) changes.kind = kind.value;
    this.dialog.close();
    if (Object.keys(changes).length > 0) this.list.put('prerequisite.change', { prerequisite: this.id, ...changes });
    return null;
  }

  #clicked(what) {
    const one = { prerequisite: this.id };
    if (what === 'up' || what === 'down') {
      const to = moved(this.state, this.id, what === 'up');
      if (to) this.list.put('prerequisite.move', { ...one, ...to });
    } else if (what === 'clear') this.list.put('prerequisite.answer', { ...one, answer: '', owner: '', due: null });
    else if (what === 'remove') this.list.put('prerequisite.remove', one);
    else return;
    this.dialog.close();
  }
}
