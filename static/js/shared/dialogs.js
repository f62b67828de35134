/** Dialogs opened by `data-opens`; focus returns to where it was, by the browser's own rules for modal dialogs. */

import { belongsToComposition } from './composing.js';

export function openDialog(dialog) {
  if (!dialog.open) dialog.showModal();
}

export function enableDialogs(root = document) {
  // By itself Enter in a field sends its form.
  root.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && belongsToComposition(event) && event.target.matches?.('input')) event.preventDefault();
  });
  root.addEventListener('click', (event) => {
    const opener = event.target.closest('[data-opens]');
    if (opener) {
      opener.closest('details.menu')?.removeAttribute('open');
      openDialog(document.getElementById(opener.dataset.opens));
    }
    // A click on the backdrop has the dialog itself as its target.
    else if (event.target instanceof HTMLDialogElement && outside(event)) event.target.close();
  });
}

function outside(event) {
  const box = event.target.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}
