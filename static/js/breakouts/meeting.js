/** In the plenary while groups meet, for those who are in none or lead: which groups there are, where, and of which cities. */

import { cityBadge } from '../shared/city_badge.js';
import { sayCount } from '../shared/words.js';
import { groupsOf, roundUnderWay } from './groups.js';

export class Meeting {
  #picture = '';

  /** `room`: as companions.js has it. */
  constructor(room, root = document.querySelector('[data-part="meeting"]')) {
    Object.assign(this, { room, root });
  }

  draw(state) {
    if (!this.root) return;
    const round = state.session?.status === 'running' ? roundUnderWay(state) : null;
    this.root.hidden = !round || Boolean(state.mine.breakout) || Boolean(state.visiting);
    const groups = round ? groupsOf(state, round.id) : [];
    const picture = JSON.stringify(groups.map((group) => [group.id, group.title, group.place, group.count, group.cities]));
    if (picture === this.#picture) return;
    this.#picture = picture;
    this.root.querySelector('[data-part="meeting-list"]').replaceChildren(...groups.map((group) => {
      const item = document.createElement('li');
      item.className = 'report';
      const title = document.createElement('h3');
      title.textContent = group.title;
      const about = document.createElement('p');
      about.append([group.place, sayCount('people', group.count)].filter(Boolean).join(' · '), ' ');
      for (const code of Object.keys(group.cities)) about.append(cityBadge(code, this.room.cities), ' ');
      item.append(title, about);
      return item;
    }));
  }
}
