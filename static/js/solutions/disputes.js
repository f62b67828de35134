/** Fields of a canvas in which two people wrote: both texts stand below the field until its second writer chooses. */

import { showConflict } from '../shared/conflicts.js';

export class Disputes {
  #open = new Map();

  constructor() {
    window.addEventListener('beforeunload', (event) => {
      if (this.#open.size > 0) event.preventDefault();
    });
  }

  /**
   * `entry` was refused, and with it `mine`. `stored()` is what the canvas has now, null where the field is gone;
   * `put(text, was)` sends what was chosen; both texts are joined by `glue`.
   */
  show(place, entry, { mine, stored, put, glue = ' ' }) {
    const id = entry.operation_id;
    const dispute = { theirs: stored(), draw: () => this.show(place, entry, { mine, stored, put, glue }), stored };
    this.#open.set(id, dispute);
    return showConflict(place, {
      id,
      message: entry.answer.message,
      conflict: true,
      mine,
      theirs: dispute.theirs,
      choose: (how) => {
        this.#open.delete(id);
        const was = stored();
        if (how !== 'theirs' && was !== null) put(how === 'both' ? [was, mine].filter(Boolean).join(glue) : mine, was);
      },
    });
  }

  /** What others write meanwhile is shown as it is by now. */
  draw() {
    for (const dispute of this.#open.values()) if (dispute.stored() !== dispute.theirs) dispute.draw();
  }
}
