/** What happened so far, for somebody who comes late: shown once on arrival, and again whenever it is wished. */

import { openDialog } from '../shared/dialogs.js';

/** `late`: whether this person has missed something; `kept` (of kept.js) remembers that `owner` has seen it. */
export function enableRecap({ dialog, opener, late, owner, kept }) {
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
  if (!late || kept.get(seen) !== null) return;
  kept.set(seen, '1');
  show();
}
