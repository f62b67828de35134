/** The texts of a passage by their paths, as domain/block_texts.py names them; and how a text is drawn. */

const LINES = new Set(['caption', 'title', 'by', 'role', 'alt']);

/** The runs at a path of a block, null where there is no such text any more. */
export function runsAt(block, path) {
  const steps = path.split('/');
  if (steps[0] === 'blocks') {
    const inner = block.blocks?.[steps[1]];
    return inner ? runsAt(inner, steps.slice(2).join('/')) : null;
  }
  if (LINES.has(path)) return line(block[path] ?? '');
  if (path === 'text') return block.type === 'heading' ? line(block.text) : block.content ?? null;
  if (steps[0] === 'header') return block.header?.[steps[1]] ?? null;
  if (steps[0] === 'items') return point(block, steps.slice(1));
  if (steps[0] !== 'rows') return null;
  const row = block.rows?.[steps[1]];
  if (!row) return null;
  if (steps[2] === 'label') return line(row.label);
  return (steps[2] === 'value' ? row.value : row[steps[2]]) ?? null;
}

function point(list, [number, ...deeper]) {
  const item = list?.items?.[number];
  if (!item) return null;
  return deeper.length ? point(item.below, deeper) : item.content ?? [];
}

const line = (text) => (text ? [{ text }] : []);

export function plain(runs) {
  return runs.map((run) => run.text).join('');
}

/** Draws runs into an element, as templates/documents/minutes/_passage.html does. */
export function draw(element, runs, simulatedWord) {
  element.replaceChildren(...runs.map((run) => {
    const marks = run.marks ?? [];
    let node = document.createTextNode(run.text);
    if (marks.includes('emphasis')) node = wrap('em', node);
    if (marks.includes('strong')) node = wrap('strong', node);
    if (run.language) node = wrap('span', node, { lang: run.language });
    if (run.href) node = wrap('a', node, { href: run.href });
    if (!marks.includes('simulated')) return node;
    const whole = wrap('span', node, { class: 'simulated' });
    whole.append(' ', wrap('small', document.createTextNode(simulatedWord), { class: 'mark' }));
    return whole;
  }));
}

function wrap(name, node, attributes = {}) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(node);
  return element;
}
