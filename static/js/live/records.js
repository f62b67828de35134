/** The scribes' pane: writing down what is said, and what all scribes wrote, part by part, corrected in place. */

import { belongsToComposition } from '../shared/composing.js';
import { RecordHistory, asked } from './record_history.js';
import { isNamed, partsOf } from './record_parts.js';
import { RecordRows } from './record_rows.js';

const PEOPLE_FOR_MS = 20_000;
/** The present part, whichever that is when it is saved. */
const NOW = 'now';

export class Records {
  #drawn = '';
  #people = [];
  #askedAt = 0;
  #editing = null;
  #undone = null;
  #sent = false;

  /**
   * `keep(name, payload)` sends a command and keeps it until it is answered; `waiting()` are those not yet answered.
   * `fold`: the details element around the pane, which is drawn only while it is open. `draft`: {get(), set(text)}.
   */
  constructor(root, { sessionId, cities, keep, waiting, draft }) {
    Object.assign(this, { root, sessionId, cities, keep, waiting, draft, fold: root.closest('details') });
    this.words = JSON.parse(root.dataset.words);
    this.form = this.#part('record');
    const word = (key, values) => this.#word(key, values);
    this.rows = new RecordRows(this.#part('record-list'), {
      template: this.#part('record-row'),
      word,
      kindName: (kind) => this.form.querySelector(`[name="kind"][value="${kind}"]`).nextElementSibling.textContent,
    });
    this.history = new RecordHistory(this.#part('record-history'), { word });
    this.state = null;
    this.form.elements.text.value = draft.get() ?? '';
    this.form.addEventListener('submit', (event) => this.#save(event));
    this.form.addEventListener('input', () => draft.set(this.form.elements.text.value));
    root.addEventListener('keydown', (event) => this.#key(event));
    root.addEventListener('focusin', (event) => event.target.name === 'speaker' && this.#askForPeople());
    root.addEventListener('change', (event) => event.target.name === 'speaker' && this.#sayWhetherKnown(event.target));
    root.addEventListener('click', (event) => this.#clicked(event.target.closest('[data-do]')));
    this.fold?.addEventListener('toggle', () => this.fold.open && this.#redraw());
  }

  #part(name, within = this.root) {
    return within.querySelector(`[data-part="${name}"]`);
  }

  #word(key, values = {}) {
    return this.words[key].replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
  }

  draw(state) {
    this.state = state;
    this.#drawCount();
    this.#drawSaved();
    if (this.fold && !this.fold.open) return;
    const waiting = this.waiting().filter((entry) => entry.name === 'record.add');
    const blocks = state.blocksInOrder();
    const picture = [state.session?.step, ...blocks.map((block) => `${block.id} ${block.title}`), '|',
      ...[...state.records.values()].map((row) => `${row.id} ${row.revision}`), '|', ...waiting.map((entry) => entry.operation_id)].join();
    if (picture === this.#drawn) return;
    this.#drawn = picture;
    for (const select of this.root.querySelectorAll('select[name="block"]')) this.#offerBlocks(select, blocks);
    this.#keepTyped();
    this.rows.draw(partsOf(state, waiting), state.records);
  }

  #redraw() {
    this.#drawn = '';
    if (this.state) this.draw(this.state);
  }

  #drawCount() {
    const count = this.fold?.querySelector('[data-part="record-count"]');
    if (count) count.textContent = this.state.records.size || '';
  }

  /** "Saved" is said when the server has it, and not before. */
  #drawSaved() {
    if (!this.#sent || this.waiting().some((entry) => entry.name === 'record.add')) return;
    this.#sent = false;
    this.#tell(this.#word('saved'));
  }

  /** The present part is offered first in the form, which follows the session. */
  #offerBlocks(select, blocks) {
    const [chosen, led] = [select.value, select.querySelector(`[value="${NOW}"]`) !== null];
    const current = this.state.step();
    const fresh = select.options.length === 0 || (select.form === this.form && led !== (current !== null));
    const options = blocks.map((block) => new Option(block.title, block.id));
    if (select.form === this.form && current) options.unshift(new Option(this.#word('now', { title: current.title }), NOW));
    options.push(new Option(this.#word('none'), ''));
    select.replaceChildren(...options);
    const stands = !fresh && options.some((option) => option.value === chosen);
    select.value = stands ? chosen : current && select.form === this.form ? NOW : '';
  }

  /* Writing */

  #key(event) {
    const digit = event.altKey && /^Digit([1-5])$/.exec(event.code)?.[1];
    if (digit && event.target.closest('form') === this.form) {
      event.preventDefault();
      this.form.querySelectorAll('[name="kind"]')[digit - 1].checked = true;
    } else if (event.key === 'Enter' && event.target.name === 'text' && !event.shiftKey && !belongsToComposition(event)) {
      event.preventDefault();
      event.target.form.requestSubmit();
    } else if (event.key === 'Escape' && event.target.closest('.scribe-edit')) {
      event.preventDefault();
      this.#closeEdit();
    }
  }

  #typed(form) {
    const { kind, text: said, speaker, city, block } = form.elements;
    const payload = { kind: kind.value, text: said.value.trim(), speaker: speaker.value.trim(), city: city.value || null };
    return block.value === NOW ? payload : { ...payload, block: block.value ? Number(block.value) : null };
  }

  #save(event) {
    event.preventDefault();
    const payload = this.#typed(this.form);
    if (!payload.text) return;
    // Where it belongs is settled now: the session may have moved on before it is sent.
    if (!('block' in payload)) payload.block = this.state.session?.step ?? null;
    this.#sayError('');
    this.#offerUndo(null);
    this.keep('record.add', { session: this.sessionId, ...payload });
    const { text: said, speaker, city } = this.form.elements;
    said.value = speaker.value = city.value = '';
    this.draft.set('');
    this.#part('unknown', this.form).textContent = '';
    this.#tell('');
    this.#sent = true;
    said.focus();
    this.draw(this.state);
  }

  #tell(sentence) {
    this.#part('record-said').textContent = sentence;
  }

  /** Stands above the list until it is taken up, or something else is done. */
  #offerUndo(record) {
    this.#undone = record?.id ?? null;
    this.#part('record-gone').hidden = !record;
    this.#part('record-gone-said').textContent = record ? this.#word('taken_back') : '';
    if (record) this.root.querySelector('[data-do="undo"]').focus({ preventScroll: true });
  }

  #sayError(sentence) {
    const error = this.#part('record-error');
    error.textContent = sentence;
    error.hidden = !sentence;
  }

  /** Says why something was not saved, and puts back what was typed. Whether it was a record. */
  refused({ name, payload }, sentence) {
    if (!name.startsWith('record.')) return false;
    if (this.fold) this.fold.open = true;
    this.#tell('');
    this.#offerUndo(null);
    this.#sent = false;
    if (name === 'record.change' && this.state.records.has(payload.record)) {
      this.#edit(this.state.records.get(payload.record), payload);
      const error = this.#part('edit-error', this.#editing.form);
      error.textContent = sentence;
      error.hidden = false;
      return true;
    }
    this.#putBack(payload, sentence);
    return true;
  }

  /** What was typed stands in the form again, beside what somebody has typed there since. */
  #putBack(payload, sentence) {
    this.#sayError(sentence);
    if (!payload.text) return;
    const { text: said, speaker, kind } = this.form.elements;
    said.value = [payload.text, said.value].filter(Boolean).join('\n');
    speaker.value ||= payload.speaker ?? '';
    kind.value = payload.kind;
    this.draft.set(said.value);
  }

  /* Correcting, taking back */

  #clicked(button) {
    if (!button) return;
    const deed = button.dataset.do;
    const record = this.state.records.get(Number(button.closest('[data-record]')?.dataset.record));
    if (deed === 'cancel') this.#closeEdit();
    else if (deed === 'undo' && this.#undone !== null) {
      this.keep('record.restore', { record: this.#undone });
      this.#offerUndo(null);
      this.form.elements.text.focus({ preventScroll: true });
    } else if (!record) return;
    else if (deed === 'edit') this.#edit(record, record);
    else if (deed === 'history') this.history.show(`${this.root.dataset.page}/${record.id}/history`);
    else if (deed === 'remove') {
      this.keep('record.remove', { record: record.id });
      this.#offerUndo(record);
    }
  }

  /** `typed`: what the fields hold: the record's own words, or those of a correction that was refused. */
  #edit(record, typed) {
    this.#closeEdit();
    const form = this.#part('record-edit').content.firstElementChild.cloneNode(true);
    const row = this.rows.row(record);
    row.append(form);
    this.#part('ways', row).hidden = true;
    this.#editing = { form, row, record };
    this.#offerBlocks(form.elements.block, this.state.blocksInOrder());
    const { kind, text: said, speaker, city, block } = form.elements;
    [kind.value, said.value, speaker.value, city.value] = [typed.kind, typed.text, typed.speaker ?? '', typed.city ?? ''];
    block.value = typed.block ?? '';
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const payload = this.#typed(form);
      if (!payload.text) return;
      this.#closeEdit();
      this.keep('record.change', { record: record.id, revision: record.revision, ...payload });
    });
    said.focus();
  }

  /** Somebody took the record back that is just being corrected. */
  #keepTyped() {
    if (!this.#editing || this.state.records.has(this.#editing.record.id)) return;
    const typed = this.#typed(this.#editing.form);
    this.#closeEdit();
    if (typed.text !== '') this.#putBack(typed, this.#word('gone'));
  }

  #closeEdit() {
    if (!this.#editing) return;
    const { form, row } = this.#editing;
    const had = form.contains(document.activeElement);
    this.#editing = null;
    form.remove();
    this.#part('ways', row).hidden = false;
    if (had) row.querySelector('[data-do="edit"]').focus();
  }

  /* Who said it */

  async #askForPeople() {
    if (Date.now() - this.#askedAt < PEOPLE_FOR_MS) return;
    this.#askedAt = Date.now();
    const people = await asked(this.root.dataset.people);
    if (!people) return;
    this.#people = people.map((one) => one.label);
    this.root.querySelector('#record-speakers').replaceChildren(...people.map(({ label, city }) => new Option(this.cities[city]?.name ?? '', label)));
  }

  #sayWhetherKnown(field) {
    const unknown = this.#people.length > 0 && !isNamed(field.value, this.#people);
    this.#part('unknown', field.form).textContent = unknown ? this.#word('unknown') : '';
  }
}
