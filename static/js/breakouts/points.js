/** The points that a group brings back: who reports words, orders and takes them from the group's clusters. */

import { say, sayCount } from '../shared/words.js';
import { clustersToTake } from './groups.js';

function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

export class Points {
  #picture = '';

  /** `run(name, payload)` keeps a command until it is sent: what a rapporteur writes is never lost. */
  constructor(root, { run }) {
    Object.assign(this, { root, run, editing: null });
    this.list = root.querySelector('[data-part="points"]');
    this.form = root.querySelector('form');
    this.clusters = root.querySelector('[data-part="clusters"]');
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      const { text } = this.form.elements;
      if (!text.value.trim()) return;
      run('point.add', { breakout: this.group.id, text: text.value.trim() });
      text.value = '';
    });
    root.addEventListener('click', (event) => this.#clicked(event.target.closest('button')?.dataset));
  }

  #clicked(data) {
    const { point, pointAction, cluster } = data ?? {};
    const id = Number(point);
    if (cluster) this.run('point.add', { breakout: this.group.id, cluster: Number(cluster) });
    if (pointAction === 'collect') this.run('breakout.collect', { breakout: this.group.id });
    if (pointAction === 'up' || pointAction === 'down') {
      const place = this.group.points.findIndex((one) => one.id === id) + 1;
      this.run('point.move', { point: id, to: place + (pointAction === 'up' ? -1 : 1) });
    }
    if (pointAction === 'remove') this.run('point.remove', { point: id });
    if (pointAction === 'edit' || pointAction === 'stop') {
      this.editing = pointAction === 'edit' ? id : null;
      this.#redraw();
    }
    if (pointAction === 'save') {
      const text = this.list.querySelector('textarea').value.trim();
      if (text) this.run('point.change', { point: id, text });
      this.editing = null;
      this.#redraw();
    }
  }

  #redraw() {
    this.#picture = '';
    this.draw(this.group, this.shown);
    if (this.editing) this.list.querySelector('textarea')?.focus();
  }

  /** `group`: the own one; `reports`: whether one writes its points; `board`: its BoardState where that is followed. */
  draw(group, { reports, board }) {
    this.group = group;
    this.shown = { reports, board };
    const free = reports && board ? clustersToTake(board, group.points) : [];
    this.root.hidden = !reports && group.points.length === 0;
    const picture = JSON.stringify([group.id, group.points, reports, free, this.editing]);
    // Nobody is torn away from a point that they are changing.
    if (picture === this.#picture || (this.editing && this.list.querySelector('textarea')?.value && this.list.contains(document.activeElement) && this.#picture)) return;
    this.#picture = picture;
    this.form.hidden = !reports;
    this.root.querySelector('[data-part="points-none"]').hidden = group.points.length > 0;
    const held = document.activeElement?.dataset;
    const focused = this.root.contains(document.activeElement) && held?.point ? [held.point, held.pointAction] : null;
    this.list.replaceChildren(...group.points.map((point, place) => this.#row(point, place, reports, group.points.length)));
    if (focused) this.list.querySelector(`[data-point="${focused[0]}"][data-point-action="${focused[1]}"]:not([disabled])`)?.focus();
    this.root.querySelector('[data-part="take"]').hidden = free.length === 0;
    this.clusters.replaceChildren(...free.map((cluster) => this.#cluster(cluster)));
  }

  #row(point, place, reports, count) {
    const row = element('li', 'point');
    if (reports && this.editing === point.id) {
      const text = element('textarea', 'input');
      Object.assign(text, { value: point.text, maxLength: 500, rows: 2, dir: 'auto', ariaLabel: say('point_text') });
      row.append(text, this.#button(point, 'save', say('point_save'), point.text), this.#button(point, 'stop', say('point_stop'), point.text));
      return row;
    }
    const text = element('p', 'point-text', point.text);
    text.dir = 'auto';
    row.append(text);
    if (!reports) return row;
    const acts = element('div', 'point-acts');
    const up = this.#button(point, 'up', say('point_up'), point.text);
    const down = this.#button(point, 'down', say('point_down'), point.text);
    up.disabled = place === 0;
    down.disabled = place === count - 1;
    acts.append(this.#button(point, 'edit', say('point_edit'), point.text), up, down, this.#button(point, 'remove', say('point_remove'), point.text));
    row.append(acts);
    return row;
  }

  #button(point, action, label, about) {
    const button = element('button', 'button button--quiet button--small', label);
    button.type = 'button';
    button.dataset.point = point.id;
    button.dataset.pointAction = action;
    const spoken = element('span', 'visually-hidden', `: ${about}`);
    button.append(spoken);
    return button;
  }

  #cluster(cluster) {
    const title = element('span', 'point-text', cluster.title);
    title.dir = 'auto';
    const button = element('button', 'button button--small', say('point_take'), element('span', 'visually-hidden', `: ${cluster.title}`));
    button.type = 'button';
    button.dataset.cluster = cluster.id;
    return element('li', 'point point--cluster', title, ' ', element('span', 'soft', sayCount('votes', cluster.votes)), ' ', button);
  }
}
