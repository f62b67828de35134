/** What the groups bring back, for everybody in the plenary: the points of each, one of them large where it is shown. */

import { cityBadge } from '../shared/city_badge.js';
import { say } from '../shared/words.js';
import { groupsOf, roundsReported } from './groups.js';
import { personLine } from './own_group.js';

export class Reports {
  #picture = '';

  /** `room`: as companions.js has it. */
  constructor(room, root = document.querySelector('[data-part="reports"]')) {
    Object.assign(this, { room, root });
    root?.addEventListener('click', (event) => {
      const button = event.target.closest('[data-highlight]');
      if (!button) return;
      const group = Number(button.dataset.highlight);
      const round = Number(button.dataset.round);
      const shown = button.ariaPressed === 'true' ? null : group;
      room.run('breakouts.report', { round, breakout: shown });
    });
  }

  draw(state) {
    if (!this.root) return;
    const rounds = state.session?.status === 'running' ? roundsReported(state) : [];
    this.root.hidden = rounds.length === 0;
    const groups = rounds.flatMap((round) => groupsOf(state, round.id).filter((group) => group.count > 0 || group.points.length > 0).map((group) => [round, group]));
    const picture = JSON.stringify(groups);
    if (picture === this.#picture) return;
    this.#picture = picture;
    const focused = this.root.contains(document.activeElement) ? document.activeElement.dataset.highlight : null;
    this.root.querySelector('[data-part="reports-list"]').replaceChildren(...groups.map(([round, group]) => this.#group(round, group)));
    if (focused) this.root.querySelector(`[data-highlight="${focused}"]`)?.focus();
  }

  #group(round, group) {
    const item = document.createElement('li');
    item.className = 'report';
    item.classList.toggle('report--large', round.highlight === group.id);
    item.classList.toggle('report--aside', round.highlight !== null && round.highlight !== group.id);
    const title = document.createElement('h3');
    title.textContent = group.title;
    item.append(title);
    const about = document.createElement('p');
    about.className = 'soft report-about';
    for (const code of Object.keys(group.cities)) about.append(cityBadge(code, this.room.cities), ' ');
    if (group.rapporteur) about.append(`${say('reported_by')} `, personLine(group.rapporteur, this.room.cities));
    item.append(about);
    if (group.points.length === 0) {
      const none = document.createElement('p');
      none.className = 'soft';
      none.textContent = say('no_points');
      item.append(none);
    } else {
      const list = document.createElement('ol');
      list.className = 'report-points';
      list.append(...group.points.map((point) => {
        const row = document.createElement('li');
        row.textContent = point.text;
        row.dir = 'auto';
        return row;
      }));
      item.append(list);
    }
    if (this.room.leads) item.append(this.#highlight(round, group));
    return item;
  }

  #highlight(round, group) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button button--small';
    button.dataset.highlight = group.id;
    button.dataset.round = round.id;
    button.ariaPressed = String(round.highlight === group.id);
    button.textContent = say('report_show', { title: group.title });
    return button;
  }
}
