/** In a participant's room: the own group - where, with whom, until when - and what it will bring back. */

import { cityBadge } from '../shared/city_badge.js';
import { say } from '../shared/words.js';
import { asClock } from '../live/timer.js';
import { ownGroup } from './groups.js';
import { Points } from './points.js';

const TICK_MS = 500;

/** A person's name with their city's badge. */
export function personLine(person, cities) {
  const line = document.createElement('span');
  line.className = 'group-person';
  if (person.city) line.append(cityBadge(person.city, cities), ' ');
  const name = document.createElement('bdi');
  name.textContent = person.name;
  line.append(name);
  return line;
}

export class OwnGroup {
  #picture = '';

  /** `room`: as companions.js has it. */
  constructor(room, root = document.querySelector('[data-part="group"]')) {
    Object.assign(this, { room, root });
    if (!root) return;
    this.clock = room.clock;
    this.points = new Points(root.querySelector('[data-part="group-points"]'), { run: room.keep });
    root.addEventListener('click', (event) => this.#clicked(event.target.closest('[data-group-action]')?.dataset));
    root.querySelector('[data-part="group-stage"]').addEventListener('change', (event) => {
      if (event.target.value) room.run('breakout.stage', { breakout: this.group.id, stage: event.target.value });
    });
    window.setInterval(() => this.#tick(), TICK_MS);
  }

  #part(name) {
    return this.root.querySelector(`[data-part="${name}"]`);
  }

  #clicked(data) {
    if (!data || !this.group) return;
    const breakout = this.group.id;
    if (data.groupAction === 'volunteer') this.room.run('breakout.volunteer', { breakout, reports: true });
    if (data.groupAction === 'withdraw') this.room.run('breakout.volunteer', { breakout, reports: false });
    if (data.groupAction === 'look') this.#look();
  }

  /** After the time is up: to the group's board, and back to where the session is. */
  #look() {
    const { following, redraw } = this.room;
    following.session.visiting = following.session.visiting ? null : this.group.id;
    following.goAlong();
    redraw();
  }

  draw(state) {
    if (!this.root) return;
    const group = this.room.leads ? null : ownGroup(state);
    this.group = group;
    const round = group ? state.rounds.get(group.round) : null;
    this.root.hidden = !group || !round || state.session?.status !== 'running';
    if (this.root.hidden) return;
    this.round = round;
    const open = round.status === 'open' || round.status === 'called';
    if (open) state.visiting = null;
    const { seat } = this.room.data;
    const reports = group.rapporteur?.seat === seat;
    const board = this.room.following.hasBoard && this.room.following.board.board?.id === group.board ? this.room.following.board : null;
    this.points.draw(group, { reports, board });
    const picture = JSON.stringify([group, round, open, reports, state.visiting, board?.board?.stage]);
    if (picture === this.#picture) return;
    this.#picture = picture;
    this.root.classList.toggle('group-panel--open', open);
    this.#part('group-title').textContent = group.title;
    this.#part('group-place').textContent = group.place;
    this.#part('group-place').hidden = !group.place;
    const link = this.#part('group-link');
    link.hidden = !group.link || !open;
    if (group.link) link.href = group.link;
    this.#part('group-message').hidden = !group.message || !open;
    this.#part('group-message-text').textContent = group.message;
    this.#part('group-called').hidden = round.status !== 'called';
    this.#part('group-over').hidden = open;
    this.#part('group-look').textContent = say(state.visiting ? 'group_leave' : 'group_look');
    const others = group.members.filter((one) => one.seat !== seat);
    this.#part('group-with').replaceChildren(...others.flatMap((one, number) => [number ? ', ' : '', personLine(one, this.room.cities)]));
    this.#part('group-with-line').hidden = others.length === 0;
    this.#part('group-nobody').hidden = Boolean(group.rapporteur);
    this.#part('group-reporter').hidden = !group.rapporteur || reports;
    if (group.rapporteur) this.#part('group-reporter-name').replaceChildren(personLine(group.rapporteur, this.room.cities));
    this.#part('group-own').hidden = !reports;
    this.#part('group-stage-line').hidden = !reports || !open;
    this.#part('group-stage').value = board?.board?.stage ?? '';
    this.#tick();
  }

  #tick() {
    const time = this.#part('group-time');
    const ends = this.root.hidden ? null : this.round?.ends_at;
    time.hidden = !ends;
    if (!ends) return;
    const text = asClock((ends - this.clock.now()) / 1000);
    if (time.textContent !== text) time.textContent = text;
    time.classList.toggle('timer--up', ends <= this.clock.now());
  }
}
