/**
 * Keyboard shortcuts alone. Letters act only where nobody types and no dialog is open, and can be switched off
 * (WCAG 2.1.4); arrows, Enter and Ctrl+Z always work. A key presses the button that stands on the card: what a
 * stage does not offer, no key does.
 */

import { belongsToComposition } from '../shared/composing.js';

const REMEMBERED = 'board-keys-off';

const MOVES = new Set(['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End']);

/** What a letter does with the card that has the focus: the control it presses. */
const ON_CARD = {
  m: '[data-action="more"], [data-action="cluster-more"]',
  x: '[data-action="select"]',
  v: '[data-action="vote"]',
  '+': '[data-action="vote"]',
  '-': '[data-action="withdraw"]',
};

function isTyping(target) {
  return target.matches?.('textarea, select, [contenteditable], input:not([type="checkbox"], [type="radio"])') ?? false;
}

function visible(root, selector) {
  return [...root.querySelectorAll(selector)].find((one) => one.offsetParent !== null) ?? null;
}

/** The switch in the dialog that lists the keys. Gives a function that tells whether letters act. */
function enableSwitch(input, kept) {
  let off = kept.get(REMEMBERED) === '1';
  input.checked = !off;
  input.addEventListener('change', () => {
    off = !input.checked;
    kept.set(REMEMBERED, off ? '1' : '0');
  });
  return () => !off;
}

/** `press(name)` presses the page's button with that `data-action`; `write()` goes to where one writes, `roving.enter()` to the notes. */
export function enableKeys({ board, roving, dialog, write, kept }) {
  const lettersAct = enableSwitch(dialog.querySelector('[data-part="single-keys"]'), kept);
  const press = (name) => visible(document, `[data-action="${name}"]`)?.click();

  const goTo = (name) => visible(document, `[data-action="${name}"]`)?.focus();

  const onPage = {
    n: write,
    b: () => roving.enter(),
    u: () => press('undo'),
    l: () => press('list-view'),
    g: () => press('group'),
    f: () => press('fold-clusters'),
    '/': () => goTo('filter-text'),
    c: () => goTo('filter-city'),
    o: () => press('filter-loose'),
    s: () => press('select-shown'),
    '?': () => dialog.showModal(),
  };

  /** The card's own controls; of a cluster those of its head, not of its notes. */
  function pressOnCard(card, selector) {
    const note = card.closest('.note');
    const roots = note ? [note] : [...card.closest('.cluster').children].filter((child) => !child.matches('.notes'));
    const control = roots.map((root) => visible(root, selector)).find(Boolean);
    control?.click();
    return Boolean(control);
  }

  /** What is selected goes into a cluster; else the card that has the focus, through its menu. */
  function addToCluster(card) {
    if (visible(document, '[data-action="group-add"]')) return press('group-add');
    if (!card.matches('.note') || !pressOnCard(card, ON_CARD.m)) return null;
    return visible(document, 'dialog[open] [data-do="add"] select')?.focus();
  }

  function letter(key, card) {
    const name = key.toLowerCase();
    if (card && ON_CARD[name]) return pressOnCard(card, ON_CARD[name]);
    if (card && name === 'a') return addToCluster(card) ?? true;
    if (!onPage[name]) return false;
    onPage[name]();
    return true;
  }

  function isTaken(event) {
    const { key, target } = event;
    const card = board.contains(target) ? target.closest('.note, .cluster-head, .cluster-facts') : null;
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && key.toLowerCase() === 'z') {
      press('undo');
      return true;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    if (card && MOVES.has(key)) return roving.go(key);
    // From elsewhere on the board, such as "Write here", the first arrow key leads to a note.
    if (key.startsWith('Arrow') && board.contains(target) && target.closest('.board') && !target.matches('input')) return roving.enter();
    if (target.matches('.note') && (key === 'Enter' || key === ' ')) return pressOnCard(target, ON_CARD.m) || key === ' ';
    if (key === 'Escape') return Boolean(visible(document, '[data-action="group-clear"]')) && (press('group-clear'), true);
    return lettersAct() && letter(key, card);
  }

  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || belongsToComposition(event) || isTyping(event.target) || document.querySelector('dialog[open]')) return;
    if (isTaken(event)) event.preventDefault();
  });
}
