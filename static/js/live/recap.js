/**
 * What happened so far, for somebody who comes late: shown once on arrival, under the question and never over what they
 * write in, and again whenever it is wished.
 */

import { openDialog } from '../shared/dialogs.js';

/** Where it lies open from the start: on a phone it is one line until it is wished. */
const ROOMY = '(width >= 64rem) and (height >= 60rem)';

/**
 * `panel`: what the page tells somebody who came late, null for all others. It stands above the board, so that people
 * can write at once; `kept` (of kept.js) remembers that `owner` has seen it. Asked for, it opens over the page.
 *
 * Returns a function to be told where the session is: what was told on arrival goes as soon as that is over.
 */
export function enableRecap({ dialog, panel, opener, owner, kept }) {
  opener.addEventListener('click', (event) => {
    event.preventDefault();
    opener.closest('details')?.removeAttribute('open');
    show(dialog, opener.href);
  });
  if (!panel) return () => {};
  const seen = `recap:${owner}`;
  panel.hidden = kept.get(seen) !== null;
  panel.open = window.matchMedia(ROOMY).matches;
  kept.set(seen, '1');
  panel.querySelector('[data-action="recap-close"]').addEventListener('click', () => { panel.hidden = true; });
  let arrived = null;
  return (place) => {
    arrived ??= place;
    if (place !== arrived) panel.hidden = true;
  };
}

async function show(dialog, address) {
  const answer = await fetch(address, { credentials: 'same-origin' });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const told = [...page.querySelector('[data-part="recap"]').children].map((one) => document.importNode(one, true));
  dialog.querySelector('[data-part="recap"]').replaceChildren(...told);
  if (!document.querySelector('dialog[open]')) openDialog(dialog);
}
