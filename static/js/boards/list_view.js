/** The same board as one linear list: the same cards below each other, remembered in this browser. */

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
