/** The dialog that tells what a record said before, who changed it and when. */

import { openDialog } from '../shared/dialogs.js';

export class RecordHistory {
  constructor(dialog, { word }) {
    Object.assign(this, { dialog, word });
  }

  /** `address`: where the record's history is told. */
  async show(address) {
    const list = this.dialog.querySelector('[data-part="steps"]');
    list.replaceChildren();
    openDialog(this.dialog);
    const steps = await asked(address);
    if (!steps) list.append(element('li', 'field-error', this.word('not_told')));
    else list.append(...steps.map((step) => this.#step(step)));
  }

  #step({ told, kind, text: said, by }) {
    const item = element('li', '', told);
    if (!said) return item;
    const before = element('span', 'record-before', said);
    before.dir = 'auto';
    item.append('. ', element('span', 'soft', this.word('before')), ' ', element('span', 'tag', kind), ' ', before, by ? ' ' : '', element('bdi', 'record-by', by));
    return item;
  }
}

/** What the server answers at an address, null where it can't be had. */
export async function asked(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: 'application/json' } });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

function element(tag, look, words) {
  const made = document.createElement(tag);
  if (look) made.className = look;
  made.textContent = words;
  return made;
}
