/** The same board as one linear list, and the arrow keys through its notes in either view. */

const REMEMBERED = 'board-list-view';

function remembered() {
  try {
    return window.localStorage.getItem(REMEMBERED) === '1';
  } catch {
    return false;
  }
}

export function enableListView(button, board) {
  const set = (on) => {
    button.ariaPressed = String(on);
    board.classList.toggle('board--list', on);
  };
  set(remembered());
  button.addEventListener('click', () => {
    const on = button.ariaPressed !== 'true';
    set(on);
    try {
      window.localStorage.setItem(REMEMBERED, on ? '1' : '0');
    } catch {
      // Then it is remembered for this page only.
    }
  });
}

/** Up and down go from note to note, left and right to the area beside. */
export function enableArrowKeys(board) {
  board.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const card = event.target.closest('.note, .cluster-head');
    if (!card) return;
    const target = wantedFrom(board, card, event.key);
    if (!target) return;
    event.preventDefault();
    target.focus();
    target.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });
}

function wantedFrom(board, card, key) {
  if (key === 'ArrowUp' || key === 'ArrowDown') {
    const cards = visibleCards(board);
    return controlOf(cards[cards.indexOf(card) + (key === 'ArrowDown' ? 1 : -1)]);
  }
  if (key === 'ArrowLeft' || key === 'ArrowRight') {
    const areas = [...board.querySelectorAll('.area')];
    const forward = (key === 'ArrowRight') === (getComputedStyle(board).direction === 'ltr');
    const area = areas[areas.indexOf(card.closest('.area')) + (forward ? 1 : -1)];
    return area && controlOf(visibleCards(area)[0]);
  }
  return null;
}

function visibleCards(root) {
  return [...root.querySelectorAll('.note, .cluster-head')].filter((card) => card.offsetParent !== null && controlOf(card));
}

function controlOf(card) {
  const controls = card?.querySelectorAll('button:not([hidden], [tabindex="-1"]), .note-select:not([hidden]) input') ?? [];
  return [...controls].find((control) => control.offsetParent !== null) ?? null;
}
