/** In the facilitator's console: one more step with its boards, next or at the end. */

export class AddBlock {
  /** `run(name, payload)` sends a command. */
  constructor(root, { sessionId, run }) {
    this.part = root.querySelector('[data-part="add-part"]');
    this.form = root.querySelector('[data-part="add"]');
    this.message = root.querySelector('[data-part="add-message"]');
    this.step = null;
    this.form.addEventListener('change', () => this.#describe());
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      const payload = { session: sessionId, template: this.form.elements.template.value };
      const next = event.submitter?.value === 'next' && this.step !== null;
      this.message.hidden = true;
      run('block.add', next ? { ...payload, after: this.step } : payload);
      this.part.open = false;
    });
    this.#describe();
  }

  #describe() {
    for (const text of this.form.querySelectorAll('[data-describes]')) {
      text.hidden = text.dataset.describes !== this.form.elements.template.value;
    }
  }

  draw(state) {
    this.part.hidden = !['planned', 'running'].includes(state.session?.status);
    this.step = state.step()?.id ?? null;
    this.form.querySelector('[value="next"]').hidden = !state.nextStep() || this.step === null;
  }

  /** Says why a step was not added. Whether it was one. */
  refused(entry, sentence) {
    if (entry.name !== 'block.add') return false;
    this.part.open = true;
    this.message.textContent = sentence;
    this.message.hidden = false;
    return true;
  }
}
