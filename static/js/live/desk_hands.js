/** In the console: raised hands in the order they went up, each with a way to lower it. */

import { cityBadge } from '../shared/city_badge.js';
import { simulatedMark } from '../shared/simulated_mark.js';
import { say } from '../shared/words.js';

export class DeskHands {
  #rows = new Map();
  #picture = '[]';

  constructor(root, { sessionId, cities, run }) {
    Object.assign(this, { root, sessionId, cities, run });
    this.part = root.querySelector('[data-part="hands-part"]');
    this.list = root.querySelector('[data-part="hands"]');
    this.count = root.querySelector('[data-part="hands-count"]');
    this.list.addEventListener('click', (event) => {
      const seat = event.target.closest('[data-lower]')?.dataset.lower;
      if (seat) run('hand.lower', { session: sessionId, seat: Number(seat) });
    });
  }

  draw(hands) {
    const picture = JSON.stringify(hands);
    if (picture === this.#picture) return;
    this.#picture = picture;
    const place = [...this.list.children].findIndex((row) => row.contains(document.activeElement));
    const rows = new Map(hands.map((hand) => [hand.seat, this.#rows.get(hand.seat) ?? this.#row(hand)]));
    for (const [seat, row] of this.#rows) if (!rows.has(seat)) row.remove();
    this.#rows = rows;
    [...rows.values()].forEach((row, index) => {
      if (this.list.children[index] !== row) this.list.insertBefore(row, this.list.children[index] ?? null);
    });
    this.part.hidden = hands.length === 0;
    this.count.textContent = hands.length > 1 ? `(${hands.length})` : '';
    // Whoever lowers hands by keyboard goes on with the next, then with Next.
    if (place >= 0 && !this.list.contains(document.activeElement)) {
      const next = this.list.children[Math.min(place, hands.length - 1)]?.querySelector('button');
      (next ?? this.root.querySelector('[data-action="next"]'))?.focus();
    }
  }

  #row(hand) {
    const row = document.createElement('li');
    const name = document.createElement('bdi');
    name.className = 'hand-name';
    name.textContent = hand.name ?? '';
    const lower = document.createElement('button');
    lower.type = 'button';
    lower.className = 'button button--small button--quiet';
    lower.dataset.lower = hand.seat;
    lower.textContent = say('lower_hand');
    lower.ariaLabel = say('lower_hand_of', { name: hand.name ?? '' });
    row.append(...(hand.city ? [cityBadge(hand.city, this.cities)] : []), name, ...(hand.simulated ? [simulatedMark()] : []), lower);
    return row;
  }
}
