/** What happened so far, for somebody who comes late: shown once on arrival, beside the writing, and again whenever it is wished. */

import { openDialog } from '../shared/dialogs.js';

/**
 * `late`: whether this person has missed something; `kept` (of kept.js) remembers that `owner` has seen it. On arrival it
 * stands in the page above the board, so that people can write at once; asked for, it opens over the page.
 */
export function enableRecap({ dialog, panel, opener, late, owner, kept }) {
  const seen = `recap:${owner}`;

  async function fill(place) {
    const answer = await fetch(opener.href, { credentials: 'same-origin' });
    if (!answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const told = [...page.querySelector('[data-part="recap"]').children].map((one) => document.importNode(one, true));
    place.querySelector('[data-part="recap"]').replaceChildren(...told);
    return true;
  }

  opener.addEventListener('click', async (event) => {
    event.preventDefault();
    opener.closest('details')?.removeAttribute('open');
    if (await fill(dialog) && !document.querySelector('dialog[open]')) openDialog(dialog);
  });
  panel.querySelector('[data-action="recap-close"]').addEventListener('click', () => { panel.hidden = true; });
  if (!late || kept.get(seen) !== null) return;
  kept.set(seen, '1');
  fill(panel).then((told) => { panel.hidden = !told; });
}
