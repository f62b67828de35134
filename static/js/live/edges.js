/**
 * Keeps what has the keyboard's focus clear of the bars that stick to the window's edges (WCAG 2.4.11): the browser
 * scrolls it to between them, and the hint for the keyboard stands above the lower one.
 */

export function enableEdges({ bar, foot, hint }) {
  const room = document.documentElement.style;
  const measure = () => {
    // Not as a custom property: that would style every element of the page anew.
    room.scrollPaddingBlock = `${bar.offsetHeight + 12}px ${foot.offsetHeight + hint.offsetHeight + 12}px`;
    hint.style.insetBlockEnd = `${foot.offsetHeight + 4}px`;
  };
  const observer = new ResizeObserver(measure);
  observer.observe(bar);
  observer.observe(foot);
  // It takes room only while it is shown.
  observer.observe(hint);
}
