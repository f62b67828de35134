/**
 * What cities commit to, over the room: made in this session, on its table, and the short form. The session's page of them
 * (templates/solutions/commitments/in_room.html) is the one place where they are written; a dialog shows its parts. In the part
 * of the session that is meant for them they stand in the room itself.
 */

import { openDialog } from '../shared/dialogs.js';
import { COMMITMENTS, ownPart } from './own_part.js';
import { dressLike, pageOf, seated } from './page_parts.js';

const AGAIN_MS = 3_000;
const PARTS = ['commitment-form', 'commitment-lists'];

export class Commitments {
  #count = null;
  #loading = false;
  #again = false;

  /** `opener`: the link to the page; `room`: as of companions.js; `wished`: whether it was opened to load this. */
  constructor({ opener, room, wished }) {
    this.opener = opener;
    this.room = room;
    this.dialog = document.getElementById('commitments-dialog');
    this.body = this.dialog.querySelector('[data-part="commitments"]');
    this.away = this.dialog.querySelector('[data-part="commitments-away"]');
    this.place = document.querySelector('[data-part="commitments-here"]');
    this.link = this.place.querySelector('[data-part="commitments-link"]');
    this.here = false;
    opener.addEventListener('click', (event) => {
      event.preventDefault();
      this.open();
    });
    this.body.addEventListener('submit', (event) => {
      if (event.target.method !== 'post') return;
      event.preventDefault();
      this.#send(event.target);
    });
    if (wished) this.open();
  }

  open() {
    this.opener.closest('details')?.removeAttribute('open');
    if (this.here) {
      this.place.scrollIntoView({ block: 'nearest' });
      this.place.focus({ preventScroll: true });
      return;
    }
    if (!document.querySelector('dialog[open]')) openDialog(this.dialog);
    this.#show();
  }

  draw(session) {
    const count = session.session?.commitments ?? null;
    const changed = this.#count !== null && count !== null && count !== this.#count;
    this.#count = count;
    this.#stand(ownPart(session) === COMMITMENTS);
    if (!changed) return;
    if (this.dialog.open || this.here) this.#show();
    else this.room.announcer.say(this.dialog.dataset.made);
  }

  /** In the room itself or in the dialog: one form and one list, so that what is typed goes along. */
  #stand(here) {
    if (here === this.here) return;
    this.here = here;
    if (here && this.dialog.open) this.dialog.close();
    (here ? this.place : this.dialog).append(this.away, this.body);
    if (!here) return;
    this.#offer();
    this.#show();
  }

  #retry() {
    if (this.here || this.dialog.open) this.#show();
  }

  /** Who comes to this part comes to commit to something. */
  #offer() {
    if (this.here) this.body.querySelector('details.commit')?.setAttribute('open', '');
  }

  /** The page's lists as they are now; what somebody is typing stays as it is. */
  async #show() {
    if (this.#loading) {
      this.#again = true;
      return;
    }
    this.#loading = true;
    try {
      await this.#take(await fetch(seated(this.opener.href, this.room.data.seat), { credentials: 'same-origin' }), { form: !this.body.querySelector('form') });
    } catch {
      this.#tellAway(true);
      window.setTimeout(() => this.#retry(), AGAIN_MS);
    } finally {
      this.#loading = false;
    }
    if (this.#again) {
      this.#again = false;
      this.#show();
    }
  }

  /** A form is sent as its page would send it. Sent twice, its operation id does it once. */
  async #send(form) {
    const button = form.querySelector('button:not([type="button"])');
    button.disabled = true;
    const own = form.closest('[data-part="commitment-form"]') !== null;
    const place = form.closest('.commitment')?.id;
    try {
      const typed = new FormData(form);
      typed.set('quiet', '1');
      const answer = await fetch(seated(form.action, this.room.data.seat), { method: 'POST', body: typed, credentials: 'same-origin' });
      await this.#take(answer, { form: own, lists: true });
      this.#lead(answer.ok, own, place);
    } catch {
      this.#tellAway(true);
    } finally {
      button.disabled = false;
    }
  }

  /** What had the focus was drawn anew: it goes to what is wrong, to what was just made, or back to the row. */
  #lead(done, own, place) {
    const row = place ? document.getElementById(place) : null;
    const wrong = done ? null : this.body.querySelector('.error-summary') ?? row?.querySelector('[aria-invalid]');
    const next = wrong ?? (own ? this.body.querySelector('#commitments-made') : row?.querySelector('summary'));
    next?.focus();
    if (done) this.room.announcer.say(this.dialog.dataset.made);
  }

  async #take(answer, { form, lists = !this.#isWriting() }) {
    const page = await pageOf(answer, '[data-part="commitment-lists"]');
    this.#tellAway(false);
    dressLike(page, 'commitments');
    this.link.hidden = true;
    for (const name of PARTS) {
      if (name === 'commitment-form' ? !form : !lists) continue;
      const told = page.querySelector(`[data-part="${name}"]`);
      const shown = this.body.querySelector(`[data-part="${name}"]`);
      if (!told) shown?.remove();
      else if (shown) this.#replace(shown, document.importNode(told, true));
      else this.body.append(document.importNode(told, true));
    }
    if (form) this.#offer();
  }

  /** What had the focus has it afterwards: others' commitments come at any moment. */
  #replace(shown, told) {
    const held = shown.contains(document.activeElement) ? document.activeElement : null;
    const row = held?.closest('.commitment')?.id;
    shown.replaceWith(told);
    if (held?.id) document.getElementById(held.id)?.focus();
    else if (row) document.getElementById(row)?.querySelector(held.localName)?.focus();
  }

  /** Whether somebody is at the status of one of them: the lists are not drawn under their hands. */
  #isWriting() {
    return this.body.querySelector('[data-part="commitment-lists"] details[open]') !== null;
  }

  #tellAway(away) {
    this.away.textContent = away ? this.dialog.dataset.away : '';
    this.away.hidden = !away;
  }
}
