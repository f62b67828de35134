/** A field that saves itself, when it is left or after a pause in typing; what is being typed is never drawn over. */

const PAUSE_MS = 1_500;

/** `save(value, was)` is called with each new value that is valid, and with the one that its writer began from. */
export function saveAsTyped(field, save) {
  let pause = null;
  const now = () => {
    window.clearTimeout(pause);
    const value = field.value.trim();
    const was = field.dataset.saved ?? '';
    if (value === was || !field.validity.valid) return;
    field.dataset.saved = value;
    save(value, was);
  };
  field.dataset.saved = field.value.trim();
  field.addEventListener('input', () => {
    delete field.dataset.refused;
    window.clearTimeout(pause);
    pause = window.setTimeout(now, PAUSE_MS);
  });
  field.addEventListener('change', () => {
    // A date's year passes through years that nobody means while it is typed.
    if (field.type !== 'date') now();
  });
  field.addEventListener('blur', now);
}

/** Shows what the server has, unless somebody is typing another value here, or one was refused and stands here still. */
export function showSaved(field, value) {
  const typed = field.value.trim();
  const dirty = document.activeElement === field && typed !== (field.dataset.saved ?? '');
  if (dirty || field.dataset.refused) return;
  if (typed !== value) field.value = value;
  field.dataset.saved = value;
}

/** What was typed stays in the field for its writer to change; it was written over `was`. */
export function keepRefused(field, was) {
  field.dataset.refused = '1';
  if (was !== undefined) field.dataset.saved = was;
}

/** What was typed has gone elsewhere: the field shows what the server has. */
export function giveUp(field, value) {
  delete field.dataset.refused;
  field.value = value;
  field.dataset.saved = value;
}

/**
 * The last words that somebody had for a field of which a writing was refused: what was typed after it belongs to it,
 * and is taken back from the outbox or the field. `same(payload)` gives a payload's words for this field, undefined for another.
 */
export function lastWords(entry, { outbox, field = null, same }) {
  let words = same(entry.payload);
  for (const later of outbox.entries.filter((one) => one.name === entry.name && one.at > entry.at)) {
    const said = same(later.payload);
    if (said !== undefined && outbox.takeBack(later.operation_id)) words = said;
  }
  if (field && document.activeElement === field && field.value.trim() !== field.dataset.saved) words = field.value.trim();
  return words;
}
