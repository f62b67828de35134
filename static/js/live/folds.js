/** Folds that remember on this device whether they were open, by their names. */

/** Every `<details>` with a `data-fold` or a `data-part` below `root`; `kept` of shared/kept.js. */
export function enableFolds(root, kept) {
  for (const fold of root.querySelectorAll(':scope > details')) {
    const name = fold.dataset.fold ?? fold.dataset.part;
    if (!name) continue;
    const key = `fold:${name}`;
    const chosen = kept.get(key);
    if (chosen !== null) fold.open = chosen === 'open';
    // Only what somebody pressed is a choice; what opens to show an error is not.
    fold.querySelector(':scope > summary').addEventListener('click', () => kept.set(key, fold.open ? 'closed' : 'open'));
  }
}
