/** Keys that lead a session: a presenter's clicker sends Page Down and Page Up; Ctrl and Enter is there for hands. */

import { belongsToComposition } from '../shared/composing.js';

const TEXT = 'textarea, select, [contenteditable], input:not([type="checkbox"], [type="radio"], [type="button"], [type="submit"])';

/** "next", "back" or null for a key that was pressed, `target` being where. Within a text field keys are its own. */
export function leadingKey({ key, ctrlKey, metaKey, altKey, shiftKey, repeat, target }) {
  if (repeat || altKey || shiftKey || target?.closest?.(TEXT)) return null;
  const plain = !ctrlKey && !metaKey;
  if (plain && key === 'PageUp') return 'back';
  if ((plain && key === 'PageDown') || (!plain && key === 'Enter')) return 'next';
  return null;
}

/** `next()`, `back()`: what they do. While a dialog is open they do nothing. */
export function enableLeadKeys(acts) {
  window.addEventListener('keydown', (event) => {
    const act = event.defaultPrevented || belongsToComposition(event) ? null : leadingKey(event);
    if (!act || document.querySelector('dialog[open]')) return;
    event.preventDefault();
    acts[act]();
  });
}
