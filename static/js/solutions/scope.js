/** How much of a practice is carried over: chosen by radio buttons, said in a text that saves itself. */

import { Disputes } from './disputes.js';
import { drawState } from './prerequisites.js';
import { giveUp, keepRefused, lastWords, saveAsTyped, showSaved } from './typed_field.js';

export class Scope {
  /** `outbox` keeps commands until they are sent; `language()` is the one that people write in. */
  constructor(root, { outbox, language }) {
    Object.assign(this, { root, outbox, language, disputes: new Disputes() });
    this.text = root.querySelector('[name="scope_text"]');
    this.error = root.querySelector('[data-part="scope-error"]');
    root.addEventListener('change', ({ target }) => {
      if (target.type === 'radio') this.#send({ scope: target.value });
    });
    saveAsTyped(this.text, (text, was) => this.#write(text, was));
  }

  #send(changes) {
    this.error.hidden = true;
    this.outbox.put('canvas.scope', { canvas: this.canvas, ...changes });
  }

  #write(text, was) {
    this.#send({ text, was, language: this.language() });
  }

  /** Whether it says the refusal itself. */
  refused(entry, sentence) {
    const { name, payload, answer } = entry;
    if (name !== 'canvas.scope' || payload.canvas !== this.canvas) return false;
    if (answer.code === 'conflict' && payload.text !== undefined) {
      const same = (other) => (other.canvas === this.canvas ? other.text : undefined);
      const mine = lastWords(entry, { outbox: this.outbox, field: this.text, same });
      giveUp(this.text, this.stored);
      this.disputes.show(this.root, entry, { mine, stored: () => this.stored, put: (text, was) => this.#write(text, was) });
      return true;
    }
    this.error.textContent = sentence;
    this.error.hidden = false;
    if (payload.text !== undefined) keepRefused(this.text, payload.was);
    return true;
  }

  draw({ canvas }, entries, open) {
    this.canvas = canvas.id;
    this.stored = canvas.scope_text;
    this.disputes.draw();
    const own = entries.filter((entry) => entry.name === 'canvas.scope' && entry.payload.canvas === canvas.id && entry.state !== 'refused');
    let { scope, scope_text: text } = canvas;
    for (const { payload } of own) {
      scope = payload.scope ?? scope;
      text = payload.text ?? text;
    }
    for (const radio of this.root.querySelectorAll('[type="radio"]')) {
      radio.checked = radio.value === scope;
      radio.disabled = !open;
    }
    showSaved(this.text, text);
    this.text.disabled = !open;
    this.root.querySelector('[data-part="scope-simulated"]').hidden = !canvas.simulated;
    drawState(this.root.querySelector('[data-part="scope-state"]'), own);
  }
}
