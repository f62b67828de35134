/** In the facilitator's console: what is set on the board. Saved at once; a refusal stands at its field. */

import { say } from '../shared/words.js';

export class BoardSettings {
  /** `run(name, payload)` sends a command. */
  constructor(root, { run }) {
    this.root = root;
    this.run = run;
    this.board = null;
    this.picture = null;
    this.part = root.querySelector('[data-part="settings-part"]');
    this.form = root.querySelector('[data-part="settings"]');
    this.counts = root.querySelector('[data-part="counts-part"]');
    this.said = root.querySelector('[data-part="settings-said"]');
    this.heat = root.querySelector('[data-action="heat-on-wall"]');
    this.form.addEventListener('change', (event) => this.#changed(event.target));
    this.form.addEventListener('submit', (event) => event.preventDefault());
    this.counts.querySelector('[data-action="show-counts"]').addEventListener('click', () => this.#send({ votes_hidden: false }));
  }

  /** `state`: the board's, or null when none is shown. */
  draw(state) {
    const board = state?.board ?? null;
    this.part.hidden = !board;
    this.counts.hidden = !board?.settings?.votes_hidden || !state.votes.cast;
    this.board = board;
    if (!board) return;
    // Only what is new: a redraw before the answer must not turn back what was just pressed.
    const focus = `${board.id} ${board.focus}`;
    if (focus !== this.focus) this.heat.checked = board.focus === 'heat';
    this.focus = focus;
    // Before the reveal there is nothing that it could show.
    this.heat.closest('label').hidden = board.stage === 'write';
    const picture = JSON.stringify([board.id, board.settings]);
    if (picture === this.picture) return;
    if (this.picture && this.sent) this.said.textContent = say('saved');
    this.picture = picture;
    this.sent = false;
    this.#fill();
  }

  /** Takes a refused change back and says why, at the field it is about. Whether it was one of these. */
  refused(entry, sentence) {
    if (entry.name === 'board.focus') this.heat.checked = this.board?.focus === 'heat';
    if (entry.name !== 'board.settings' || entry.payload.board !== this.board?.id) return false;
    this.sent = false;
    const named = Object.keys(entry.payload).find((name) => name !== 'board');
    this.#fill();
    this.part.open = true;
    this.#tell(entry.answer.field ?? named, sentence);
    return true;
  }

  #fill() {
    const { authors, votes_per_person: votes, vote_on: on, votes_hidden: hidden } = this.board.settings;
    const { elements } = this.form;
    elements.authors.value = authors;
    elements.votes_per_person.value = votes;
    elements.vote_on.value = on;
    elements.votes_hidden.checked = hidden;
    for (const message of this.form.querySelectorAll('[data-part="message"]')) message.hidden = true;
  }

  #changed(control) {
    if (control === this.heat) return this.run('board.focus', { board: this.board.id, on: control.checked ? 'heat' : null });
    const { name } = control;
    if (name === 'votes_per_person' && !Number.isInteger(control.valueAsNumber)) return this.#fill();
    const value = name === 'votes_hidden' ? control.checked : name === 'votes_per_person' ? control.valueAsNumber : control.value;
    this.#send({ [name]: value });
  }

  #send(named) {
    this.said.textContent = '';
    this.sent = true;
    this.run('board.settings', { board: this.board.id, ...named });
  }

  #tell(field, sentence) {
    const message = this.form.querySelector(`[data-field="${field}"] [data-part="message"]`) ?? this.form.querySelector('[data-part="message"]');
    message.textContent = sentence;
    message.hidden = false;
    message.scrollIntoView({ block: 'nearest' });
  }
}
