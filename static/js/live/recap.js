/** What happened so far, for somebody who comes late: shown once on arrival, and again whenever it is wished. */

import { openDialog } from '../shared/dialogs.js';

/** `late`: whether this person has missed something; `owner` names whose having seen it is remembered. */
export function enableRecap({ dialog, opener, late, owner, storage = window.localStorage }) {
  const seen = `recap:${owner}`;
  const body = dialog.querySelector('[data-part="recap"]');

  async function show() {
    const answer = await fetch(opener.href, { credentials: 'same-origin' });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    body.replaceChildren(...[...page.querySelector('[data-part="recap"]').children].map((one) => document.importNode(one, true)));
    if (!document.querySelector('dialog[open]')) openDialog(dialog);
  }

  opener.addEventListener('click', (event) => {
    event.preventDefault();
    opener.closest('details')?.removeAttribute('open');
    show();
  });
  if (!late || remembered(storage, seen)) return;
  remember(storage, seen);
  show();
}

function remembered(storage, key) {
  try {
    return storage.getItem(key) !== null;
  } catch {
    return false;
  }
}

function remember(storage, key) {
  try {
    storage.setItem(key, '1');
  } catch {
    // Without storage it is shown at every arrival.
  }
}
