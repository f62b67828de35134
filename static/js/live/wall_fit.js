/** Letters as large as their cell lets them be: measured, so that it holds in any language and script. */

const STEPS = 6;
const MEASURING = 'wall-measuring';

function overflows(box) {
  return box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1;
}

function set(boxes, sizes) {
  boxes.forEach((box, index) => box.style.setProperty('--fit', String(sizes[index])));
}

/**
 * Gives each of these boxes of a fixed size its letters' size, as a multiple (from 1, the smallest that a hall can read, to `most`) of
 * the smallest. They keep together: most are of one size, and only where much is written it is smaller. What does not fit at the
 * smallest is shortened: the ends of lists go and are counted, then the last lines of the text. `words`: whether letters are
 * made smaller rather than break a long word.
 */
export function fitCells(boxes, { most = 4, share = 0.2, words = true } = {}) {
  if (boxes.length === 0) return;
  for (const box of boxes) {
    whole(box);
    if (words) box.classList.add(MEASURING);
  }
  const low = boxes.map(() => 1);
  const high = boxes.map(() => most);
  set(boxes, high);
  boxes.map(overflows).forEach((over, index) => { if (!over) low[index] = most; });
  for (let step = 0; step < STEPS && low.some((size, index) => size < high[index]); step += 1) {
    const middle = boxes.map((_, index) => (low[index] + high[index]) / 2);
    set(boxes, middle);
    boxes.map(overflows).forEach((over, index) => { (over ? high : low)[index] = middle[index]; });
  }
  const together = [...low].sort((one, other) => one - other)[Math.floor(share * (boxes.length - 1))];
  set(boxes, low.map((size) => Math.min(size, together)));
  for (const box of boxes) box.classList.remove(MEASURING);
  shorten(boxes.filter(overflows));
}

/** Takes back what an earlier fit has left out. */
function whole(box) {
  for (const text of box.querySelectorAll('.wall-clipped')) {
    text.classList.remove('wall-clipped');
    text.style.removeProperty('--lines');
  }
  for (const item of box.querySelectorAll('.wall-list > [hidden]')) item.hidden = false;
  box.querySelector('.wall-list-more')?.remove();
}

function shorten(boxes) {
  let open = boxes;
  while (open.length) open = open.filter((box) => leaveOut(box) && overflows(box));
  for (const box of boxes.filter(overflows)) clip(box);
}

/** Hides the last of a box's list, and says how many are hidden; false where the list has no more than one left. */
function leaveOut(box) {
  const list = box.querySelector('.wall-list');
  const items = list ? [...list.children].filter((item) => !item.hidden && !item.classList.contains('wall-list-more')) : [];
  if (items.length < 2) return false;
  items.at(-1).hidden = true;
  let more = list.querySelector('.wall-list-more');
  if (!more) {
    more = document.createElement(list.matches('ul, ol') ? 'li' : 'p');
    more.className = 'wall-list-more';
    list.append(more);
  }
  more.textContent = `+ ${[...list.children].filter((item) => item.hidden).length}`;
  return true;
}

/** Ends a text after the last line that fits. */
function clip(box) {
  const texts = box.matches('.wall-text') ? [box] : [...box.querySelectorAll('.wall-text:not(.wall-clamp)')];
  const longest = texts.reduce((one, other) => (!one || other.clientHeight > one.clientHeight ? other : one), null);
  if (!longest) return;
  const line = parseFloat(getComputedStyle(longest).lineHeight);
  const room = longest === box ? box.clientHeight : longest.scrollHeight - (box.scrollHeight - box.clientHeight);
  longest.style.setProperty('--lines', String(Math.max(1, Math.floor((room + 1) / line))));
  longest.classList.add('wall-clipped');
}
