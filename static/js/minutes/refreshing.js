/**
 * Brings parts of the page up to what the server would render now, passage by passage: what somebody is writing in,
 * or has opened, stays as it is until they leave it.
 */

const PARTS = ['flow', 'bar', 'outside', 'amendments', 'add', 'move'];

/** What a part of the page was made of, without what is another at every load. */
const source = (part) => part.outerHTML.replace(/(name="(?:csrf_token|operation_id)" value=")[^"]*/g, '$1');

export class Refreshing {
  #sources = new WeakMap();
  #timer = null;
  #busy = false;
  #again = false;

  /** `isBusy(passage)`: whether words there are not saved yet; `changed()` after the page has changed. */
  constructor({ address, isBusy, changed }) {
    this.address = address;
    this.isBusy = isBusy;
    this.changed = changed;
    const parts = PARTS.map((name) => document.querySelector(`[data-part="${name}"]`)).filter(Boolean);
    for (const part of [...parts, ...document.querySelectorAll('[data-part="passages"] > [data-block]')]) {
      this.#sources.set(part, source(part));
    }
  }

  /** Whether a part is made of the same as its twin on a fresh page; if not, the twin's is remembered. */
  #isSame(old, fresh) {
    const made = source(fresh);
    if (old && this.#sources.get(old) === made) return true;
    this.#sources.set(fresh, made);
    return false;
  }

  /** A part of the page was changed here: it is made anew even if the server's is what it was before. */
  changedHere(part) {
    this.#sources.delete(part);
  }

  soon() {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#refresh(), 120);
  }

  async #refresh() {
    if (this.#busy) {
      this.#again = true;
      return;
    }
    this.#busy = true;
    try {
      const answer = await fetch(this.address, { credentials: 'same-origin', cache: 'no-store' });
      if (answer.ok) this.#take(new DOMParser().parseFromString(await answer.text(), 'text/html'));
    } catch {
      this.#again = true; // The connection is gone; it asks again once it is back.
    }
    this.#busy = false;
    if (this.#again) {
      this.#again = false;
      window.setTimeout(() => this.soon(), 1_000);
    }
  }

  #take(page) {
    if (document.querySelector('[data-part="working"]') && !page.querySelector('[data-part="working"]')) {
      window.location.reload(); // the first draft has come
      return;
    }
    if (PARTS.some((name) => page.querySelector(`[data-part="${name}"]`) && !document.querySelector(`[data-part="${name}"]`))) {
      window.location.reload(); // a new version was begun
      return;
    }
    const focused = remember();
    this.#passages(page.querySelector('[data-part="passages"]'));
    for (const name of PARTS) {
      const [old, fresh] = [document, page].map((root) => root.querySelector(`[data-part="${name}"]`));
      if (!old || !fresh || isInUse(old)) {
        if (old && !fresh) old.remove();
        continue;
      }
      if (this.#isSame(old, fresh)) continue;
      for (const [index, details] of [...old.querySelectorAll('details')].entries()) {
        const twin = fresh.querySelectorAll('details')[index];
        if (details.open && twin) twin.open = true;
      }
      if (old.open) fresh.open = true;
      old.replaceWith(document.adoptNode(fresh));
    }
    focused();
    this.changed();
  }

  #passages(fresh) {
    const sheet = document.querySelector('[data-part="passages"]');
    if (!sheet || !fresh) return;
    sheet.hidden = fresh.hidden;
    const old = new Map([...sheet.querySelectorAll(':scope > [data-block]')].map((one) => [one.dataset.block, one]));
    let last = sheet.querySelector(':scope > h2');
    for (const one of [...fresh.querySelectorAll(':scope > [data-block]')]) {
      const known = old.get(one.dataset.block);
      old.delete(one.dataset.block);
      const stays = known && (this.isBusy(known) || isInUse(known) || this.#isSame(known, one));
      const shown = stays ? known : document.adoptNode(one);
      if (known && !stays) known.replaceWith(shown);
      if (last.nextElementSibling !== shown) last.after(shown);
      last = shown;
    }
    for (const gone of old.values()) if (!this.isBusy(gone)) gone.remove();
  }
}

/** Somebody writes in it, or has opened something to write in. */
function isInUse(part) {
  const active = document.activeElement;
  if (part.contains(active) && active.matches('textarea, input, select, [contenteditable]')) return true;
  if (part.matches('dialog[open]')) return true;
  return [...part.querySelectorAll('textarea')].some((field) => field.value !== field.defaultValue);
}

/** Gives what puts the focus back on the same button of the same passage. */
function remember() {
  const active = document.activeElement;
  const form = active?.closest?.('form[data-of]');
  const point = active?.name === 'point' ? active.value : null;
  const passage = active?.closest?.('[data-block]');
  return () => {
    if (!active || document.contains(active)) return;
    const again = point !== null && passage
      ? document.querySelector(`#${passage.id} button[name="point"][value="${point}"]`)
      : form ? document.querySelector(`form[data-of="${form.dataset.of}"][data-way="${form.dataset.way}"] button`) : null;
    const menu = again?.closest('details');
    if (menu) menu.open = true;
    (again ?? (passage ? document.getElementById(passage.id) : null))?.focus({ preventScroll: true });
  };
}
