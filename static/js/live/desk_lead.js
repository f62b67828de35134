/** In the console: the lead handed over, by a code for one's own phone, or to a colleague who is here. */

import { openDialog } from '../shared/dialogs.js';
import { newOperationId } from '../shared/operation_id.js';
import { say } from '../shared/words.js';
import { asClock } from './timer.js';

const LEADS = ['organiser', 'coordinator', 'facilitator'];

export class DeskLead {
  #ends = 0;
  #ticks = null;

  /** `seat`: the reader's own. */
  constructor(root, { seat }) {
    const part = (name) => root.querySelector(`[data-part="${name}"]`);
    Object.assign(this, { seat, colleagues: part('colleagues'), button: part('lead-phone'), message: part('lead-message') });
    if (!this.button) return;
    this.dialog = root.querySelector('#lead-dialog');
    this.button.addEventListener('click', () => this.#ask());
    this.dialog.addEventListener('close', () => this.#forget());
  }

  /** Colleagues who lead as well and are here. */
  draw(people) {
    const names = [...people.values()].filter((one) => LEADS.includes(one.role) && one.id !== this.seat && !one.ejected).map((one) => one.name);
    const text = names.length ? say('colleagues_here', { names: names.join(', ') }) : '';
    if (this.colleagues.textContent !== text) this.colleagues.textContent = text;
  }

  async #ask() {
    this.message.hidden = true;
    this.button.disabled = true;
    let made = null;
    try {
      const { address, token } = this.button.dataset;
      const body = new URLSearchParams({ operation_id: newOperationId() });
      const answer = await fetch(address, { method: 'POST', credentials: 'same-origin', headers: { 'X-CSRFToken': token, Accept: 'application/json' }, body });
      made = await answer.json();
      if (!answer.ok) throw new Error(made.message);
      this.#show(made);
    } catch (error) {
      this.message.textContent = (made && error.message) || say('not_sent');
      this.message.hidden = false;
    }
    this.button.disabled = false;
  }

  #show({ url, qr_svg: drawing, seconds }) {
    const part = (name) => this.dialog.querySelector(`[data-part="${name}"]`);
    const picture = new DOMParser().parseFromString(drawing, 'image/svg+xml').documentElement;
    part('lead-qr').replaceChildren(document.importNode(picture, true));
    part('lead-url').textContent = url;
    this.#ends = Date.now() + seconds * 1000;
    this.#ticks = window.setInterval(() => this.#tick(), 1000);
    this.#tick();
    openDialog(this.dialog);
  }

  #tick() {
    const left = (this.#ends - Date.now()) / 1000;
    if (left <= 0) this.dialog.close();
    else this.dialog.querySelector('[data-part="lead-left"]').textContent = say('time_left', { time: asClock(left) });
  }

  /** Nothing of a code stays in the page that is no longer shown. */
  #forget() {
    window.clearInterval(this.#ticks);
    this.dialog.querySelector('[data-part="lead-qr"]').replaceChildren();
    this.dialog.querySelector('[data-part="lead-url"]').textContent = '';
  }
}
