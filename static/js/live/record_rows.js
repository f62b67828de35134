/** What scribes wrote, drawn part by part: a row keeps its element while its record stands. */

import { simulatedMark } from '../shared/simulated_mark.js';

export class RecordRows {
  #rows = new Map();
  #sections = new Map();

  /** `template`: an empty row. `word(key, values)` and `kindName(kind)` speak the reader's language. */
  constructor(list, { template, word, kindName }) {
    Object.assign(this, { list, template, word, kindName });
  }

  /** `parts` as partsOf gives them; `records` are all that stand. */
  draw(parts, records) {
    const drawn = parts.map(({ block, rows, waiting, now }) => this.#section(block, rows, waiting, now));
    if (drawn.length === 0) drawn.push(element('p', 'soft', this.word('nothing')));
    arrange(this.list, drawn);
    for (const id of this.#rows.keys()) if (!records.has(id)) this.#rows.delete(id);
  }

  #section(block, rows, waiting, now) {
    const key = block?.id ?? null;
    if (!this.#sections.has(key)) {
      const section = document.createElement('section');
      section.append(element('h3', 'scribe-part'), element('ul', 'scribe-rows'));
      this.#sections.set(key, section);
    }
    const section = this.#sections.get(key);
    const [heading, list] = section.children;
    const title = block?.title ?? this.word('none');
    heading.textContent = now ? this.word('now', { title }) : title;
    heading.dir = 'auto';
    arrange(list, [...waiting.map((entry) => this.#waitingRow(entry)), ...rows.map((row) => this.row(row))]);
    return section;
  }

  #waitingRow({ payload }) {
    const row = this.#blank({ ...payload, known: true, city: payload.city ?? null, speaker: payload.speaker ?? '' });
    part('mark', row).textContent = this.word('waiting');
    part('ways', row).remove();
    row.classList.add('scribe-row--waiting');
    return row;
  }

  /** A row keeps its element, and with it the form that somebody may be typing in. */
  row(record) {
    const kept = this.#rows.get(record.id);
    if (kept?.revision === record.revision) return kept.row;
    const row = kept?.row ?? this.#blank(record);
    if (kept) this.#fill(row, record);
    row.dataset.record = record.id;
    this.#rows.set(record.id, { revision: record.revision, row });
    return row;
  }

  #blank(record) {
    const row = this.template.content.firstElementChild.cloneNode(true);
    this.#fill(row, record);
    return row;
  }

  #fill(row, record) {
    const kind = part('kind', row);
    kind.textContent = this.kindName(record.kind);
    kind.classList.toggle('tag--accent', record.kind === 'decision');
    part('by', row).textContent = [record.speaker, record.city].filter(Boolean).join(' · ');
    part('known', row).hidden = record.known;
    part('mark', row).replaceChildren(record.edited ? this.word('corrected') : '', ...(record.simulated ? [' ', simulatedMark()] : []));
    const said = part('text', row);
    said.textContent = record.text;
    if (record.language) said.lang = record.language;
    const history = row.querySelector('[data-do="history"]');
    if (history) history.hidden = !record.edited;
  }
}

const part = (name, within) => within.querySelector(`[data-part="${name}"]`);

function element(tag, look, words = '') {
  const made = document.createElement(tag);
  made.className = look;
  made.textContent = words;
  return made;
}

/** Puts `wanted` into `parent` in that order and moves only what stands elsewhere: a field that is typed in stays. */
function arrange(parent, wanted) {
  const keep = new Set(wanted);
  for (const child of [...parent.childNodes]) if (!keep.has(child)) child.remove();
  wanted.forEach((child, place) => {
    if (parent.childNodes[place] !== child) parent.insertBefore(child, parent.childNodes[place] ?? null);
  });
}
