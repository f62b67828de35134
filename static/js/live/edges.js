/**
 * Keeps what has the keyboard's focus clear of the bars at the window's edges (WCAG 2.4.11): the browser scrolls it to
 * between them, and the hint for the keyboard stands above the lower one. The page ends above the lower one, too. In a
 * low window they give way and scroll with the page.
 */

const AT_EDGES = new Set(['sticky', 'fixed']);

function stuck(element) {
  return AT_EDGES.has(getComputedStyle(element).position) ? element.offsetHeight : 0;
}

export function enableEdges({ bar, foot, hint }) {
  const room = document.documentElement.style;
  const measure = () => {
    // Not as a custom property: that would style every element of the page anew.
    const below = stuck(foot);
    room.scrollPaddingBlock = `${stuck(bar) + 12}px ${below + hint.offsetHeight + 12}px`;
    hint.style.insetBlockEnd = `${below + 4}px`;
    // Whoever was asked to leave has nothing of the room any more.
    if (foot.parentElement) foot.parentElement.style.paddingBlockEnd = `${below}px`;
  };
  const observer = new ResizeObserver(measure);
  observer.observe(bar);
  observer.observe(foot);
  // It takes room only while it is shown.
  observer.observe(hint);
  // Who writes has the lower bar in sight in any window.
  for (const change of ['focusin', 'focusout']) foot.addEventListener(change, () => requestAnimationFrame(measure));
  window.addEventListener('resize', measure);
}
