() => {
  // Everything that is written: no letter under 32 pixels, nothing beyond its page or cut off where nothing says so.
  const faults = [];
  const { innerWidth, innerHeight } = window;
  const texts = document.createTreeWalker(document.getElementById('main'), NodeFilter.SHOW_TEXT);
  const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('.visually-hidden, svg');
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const words = text.textContent.trim();
    const holder = text.parentElement;
    if (!words || !shown(holder)) continue;
    const size = parseFloat(getComputedStyle(holder).fontSize);
    if (size < 32) faults.push(`${size.toFixed(1)} px: ${words.slice(0, 40)}`);
    // Letters reach a little beyond their line.
    const reach = 2 + 0.3 * size;
    const range = document.createRange();
    range.selectNodeContents(text);
    // A text that is shortened ends with three dots, by its own style or that of what it stands in.
    const short = holder.closest('.wall-clipped, .wall-clamp, .wall-record, .wall-session, .wall-tile-name, .wall-person-name');
    const inside = (short ?? holder).getBoundingClientRect();
    let own = holder;
    while (own.parentElement.id !== 'main') own = own.parentElement;
    const place = own.getBoundingClientRect();
    for (const box of short ? [inside] : range.getClientRects()) {
      if (box.top < place.top - reach || box.bottom > place.bottom + reach || box.left < place.left - 2 || box.right > place.right + 2) faults.push(`beyond ${own.className}: ${words.slice(0, 40)}`);
      if (box.left < -1 || box.top < -reach || box.right > innerWidth + 1 || box.bottom > innerHeight + 1) faults.push(`off the page: ${words.slice(0, 40)}`);
      for (let frame = short?.parentElement ?? holder; frame.id !== 'main'; frame = frame.parentElement) {
        if (getComputedStyle(frame).overflow === 'visible') continue;
        const edge = frame.getBoundingClientRect();
        if (box.left < edge.left - 2 || box.right > edge.right + 2 || box.top < edge.top - reach || box.bottom > edge.bottom + reach) faults.push(`cut off by ${frame.className}: ${words.slice(0, 40)}`);
      }
    }
  }
  if (document.documentElement.scrollHeight > innerHeight + 1 || document.documentElement.scrollWidth > innerWidth + 1) faults.push('the page scrolls');
  // The picture takes up the room that it has.
  const area = document.querySelector('.wall-picture');
  const boxes = [...document.querySelectorAll('.wall-picture *, .wall-end *')].filter((part) => part.checkVisibility() && (part.matches('.wall-cell, .wall-field, td') || [...part.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.textContent.trim()))).map((part) => part.getBoundingClientRect());
  const inner = document.querySelector('.wall-end:not([hidden])') ?? area;
  if (boxes.length && !document.querySelector('.wall-heat-none')) {
    const tall = Math.max(...boxes.map((box) => box.bottom)) - Math.min(...boxes.map((box) => box.top));
    const wide = Math.max(...boxes.map((box) => box.right)) - Math.min(...boxes.map((box) => box.left));
    const { height, width } = inner.getBoundingClientRect();
    if (tall < 0.4 * height || wide < 0.5 * width) faults.push(`the picture takes ${Math.round((100 * tall) / height)} % of the height, ${Math.round((100 * wide) / width)} % of the width`);
  }
  // Nothing lies on top of something else.
  const parts = [...document.querySelectorAll('#main > :not([hidden]), .wall-cell, .wall-field')].filter((part) => part.checkVisibility() && part.getBoundingClientRect().height);
  for (const [index, one] of parts.entries()) {
    for (const other of parts.slice(index + 1)) {
      if (one.contains(other) || other.contains(one)) continue;
      const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
      if (a.left < b.right - 2 && b.left < a.right - 2 && a.top < b.bottom - 2 && b.top < a.bottom - 2) faults.push(`${one.className} lies on ${other.className}`);
    }
  }
  return [...new Set(faults)];
}
