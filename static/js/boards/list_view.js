/** The same board as one linear list: the same cards below each other, remembered in this browser. */

const REMEMBERED = 'board-list-view';

/** `boards`: one board, or several that are shown alike; `kept` (of kept.js) remembers the choice. */
export function enableListView(button, boards, kept) {
  const set = (on) => {
    button.ariaPressed = String(on);
    for (const board of [boards].flat()) board.classList.toggle('board--list', on);
  };
  set(kept.get(REMEMBERED) === '1');
  button.addEventListener('click', () => {
    const on = button.ariaPressed !== 'true';
    set(on);
    kept.set(REMEMBERED, on ? '1' : '0');
  });
}
