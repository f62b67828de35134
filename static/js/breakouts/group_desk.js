/** The console's fold for small groups: form them, look, move people, visit, tell them something, call them back. */

import { cityBadge } from '../shared/city_badge.js';
import { say, sayCount } from '../shared/words.js';
import { groupsOf, roundToLead, roundsInOrder } from './groups.js';

/** How often the counts of notes are asked for while groups meet, and after how long without a note a group is idle. */
const COUNTS_MS = 5_000;
const IDLE_MS = 90_000;

function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

export class GroupDesk {
  #picture = '';
  #counts = {};
  #open = new Set();
  #chosen = null;
  #step = '';

  /** `room`: as companions.js has it. */
  constructor(room, root = document.querySelector('[data-part="groups-desk"]')) {
    Object.assign(this, { room, root });
    if (!root) return;
    root.addEventListener('click', (event) => this.#clicked(event));
    root.addEventListener('change', (event) => this.#changed(event.target));
    root.addEventListener('toggle', (event) => this.#toggled(event.target), true);
    for (const name of ['message', 'form', 'call', 'place']) {
      root.addEventListener('submit', (event) => {
        if (event.target.dataset.groupForm !== name) return;
        event.preventDefault();
        this.#submitted(name, event.target);
      });
    }
    root.addEventListener('dragstart', (event) => {
      const seat = event.target.closest?.('[data-seat]')?.dataset.seat;
      if (seat) event.dataTransfer.setData('text/plain', `seat:${seat}`);
    });
    root.addEventListener('dragover', (event) => {
      if (event.target.closest('[data-breakout]')) event.preventDefault();
    });
    root.addEventListener('drop', (event) => {
      const group = event.target.closest('[data-breakout]');
      const [kind, seat] = event.dataTransfer.getData('text/plain').split(':');
      if (!group || kind !== 'seat') return;
      event.preventDefault();
      room.run('breakout.move', { breakout: Number(group.dataset.breakout), seat: Number(seat) });
    });
    window.setInterval(() => this.#count(), COUNTS_MS);
  }

  #part(name) {
    return this.root.querySelector(`[data-part="${name}"]`);
  }

  #clicked(event) {
    const button = event.target.closest('button[data-desk]');
    if (!button || !this.round) return;
    const { desk } = button.dataset;
    const round = this.round.id;
    const breakout = Number(button.closest('[data-breakout]')?.dataset.breakout);
    if (desk === 'open') this.room.run('breakouts.open', { round });
    if (desk === 'end') this.room.run('breakouts.end', { round });
    if (desk === 'report') this.room.run('breakouts.report', { round, shown: !this.round.reported });
    if (desk === 'add') this.room.run('breakout.add', { round });
    if (desk === 'visit') this.#visit(breakout);
    if (desk === 'leave') this.#visit(null);
  }

  #visit(breakout) {
    const { following, redraw } = this.room;
    following.session.visiting = breakout;
    following.goAlong();
    this.#picture = '';
    redraw();
  }

  #changed(field) {
    if (field.matches('[data-part="desk-round"]')) {
      this.#chosen = Number(field.value);
      this.room.redraw();
    }
    const group = field.closest('[data-breakout]');
    if (field.dataset.move && field.value) this.room.run('breakout.move', { breakout: Number(field.value), seat: Number(field.dataset.move) });
    if (field.dataset.rapporteur !== undefined) {
      this.room.run('breakout.rapporteur', { breakout: Number(group.dataset.breakout), seat: field.value ? Number(field.value) : null });
    }
  }

  #toggled(details) {
    const id = Number(details.closest?.('[data-breakout]')?.dataset.breakout);
    // One that is drawn open tells so, too.
    if (!id || details.dataset.group === undefined || details.open === this.#open.has(id)) return;
    if (details.open) this.#open.add(id);
    else this.#open.delete(id);
    this.#picture = '';
    this.room.redraw();
  }

  #submitted(name, form) {
    const round = this.round?.id;
    if (!round) return;
    const { elements } = form;
    if (name === 'message') {
      const to = Number(elements.to.value);
      const text = elements.text.value;
      if (to) this.room.run('breakout.message', { breakout: to, text });
      else this.room.run('breakouts.message', { round, text });
      elements.text.value = '';
    }
    if (name === 'form') this.room.run('breakouts.form', { round, by: elements.by.value, size: Number(elements.size.value) });
    if (name === 'call') this.room.run('breakouts.call', { round, minutes: Number(elements.minutes.value) });
    if (name === 'place') {
      const breakout = Number(form.closest('[data-breakout]').dataset.breakout);
      this.room.run('breakout.change', { breakout, place: elements.place.value, link: elements.link.value });
    }
  }

  async #count() {
    const on = this.round && (this.round.status === 'open' || this.round.status === 'called');
    if (!on || !this.root.open || document.hidden) return;
    try {
      const answer = await fetch(this.root.dataset.counts, { credentials: 'same-origin' });
      if (answer.ok) this.#counts = await answer.json();
    } catch {
      return; // no network at the moment: the last counts stay
    }
    this.#picture = '';
    this.room.redraw();
  }

  draw(state) {
    if (!this.root) return;
    const rounds = roundsInOrder(state);
    if (!state.rounds.has(this.#chosen)) this.#chosen = null;
    if (this.round && roundToLead(state)?.status === 'open' && this.round.status === 'prepared') this.#chosen = null;
    this.round = state.rounds.get(this.#chosen) ?? roundToLead(state);
    this.#openAtItsStep(state);
    const visited = state.breakouts.get(state.visiting) ?? null;
    if (state.visiting && !visited) {
      state.visiting = null;
      this.room.following.goAlong();
    }
    const hands = state.hands.map((hand) => hand.seat);
    const groups = this.round ? groupsOf(state, this.round.id) : [];
    const picture = JSON.stringify([rounds, this.round?.id, groups, hands, visited?.id, state.session?.status, this.#counts, [...this.#open]]);
    if (picture === this.#picture || this.#isUsed()) return;
    this.#picture = picture;
    this.#drawRound(state, rounds, groups, visited);
    const list = this.#part('desk-groups');
    const scroll = list.scrollTop;
    list.replaceChildren(...groups.map((group) => this.#group(group, groups, hands, visited)));
    list.scrollTop = scroll;
  }

  /** The fold opens when the session comes to its groups: what one needs then lies in it. */
  #openAtItsStep(state) {
    const step = state.stage() === 'breakouts' ? `${state.session.step}:${state.session.step_index}` : '';
    if (step && step !== this.#step) this.root.open = true;
    this.#step = step;
  }

  /** Whether somebody is at a list or a field of a group now: it is not drawn anew under their hands. */
  #isUsed() {
    const at = document.activeElement;
    return this.#picture !== '' && this.#part('desk-groups').contains(at) && at.matches('select, input');
  }

  #drawRound(state, rounds, groups, visited) {
    const { round } = this;
    const status = round?.status;
    const running = state.session?.status === 'running';
    const on = status === 'open' || status === 'called';
    this.#part('desk-none').hidden = Boolean(round);
    this.#part('desk-round-part').hidden = !round;
    this.#part('desk-count').textContent = round ? sayCount('groups', groups.length) : '';
    if (!round) return;
    const choice = this.#part('desk-round');
    choice.replaceChildren(...rounds.map((one) => new Option(`${one.title || state.blocks.get(one.block)?.title || ''} (${say(`round_${one.status}`)})`, one.id, false, one.id === round.id)));
    this.#part('desk-choice').hidden = rounds.length < 2;
    this.#part('desk-status').textContent = say(`round_${status}`);
    this.#show('open', running && (status === 'prepared' || status === 'ended'));
    this.#show('end', on);
    this.#show('report', running && status !== 'prepared');
    this.#show('add', status === 'prepared' || on);
    this.#show('leave', Boolean(visited));
    this.root.querySelector('[data-desk="report"]').ariaPressed = String(round.reported);
    this.#part('desk-visiting').hidden = !visited;
    this.#part('desk-visiting').textContent = visited ? say('visiting', { title: visited.title }) : '';
    this.root.querySelector('[data-group-form="call"]').hidden = !on;
    this.root.querySelector('[data-group-form="form"]').hidden = status !== 'prepared';
    const to = this.root.querySelector('[data-group-form="message"]').elements.to;
    const before = to.value;
    to.replaceChildren(new Option(say('all_groups'), ''), ...groups.map((group) => new Option(group.title, group.id)));
    to.value = groups.some((group) => String(group.id) === before) ? before : '';
  }

  #show(desk, shown) {
    this.root.querySelector(`[data-desk="${desk}"]`).hidden = !shown;
  }

  #group(group, groups, hands, visited) {
    const item = element('li', 'desk-group');
    item.dataset.breakout = group.id;
    const details = element('details', '');
    details.dataset.group = '';
    details.open = this.#open.has(group.id);
    const raised = group.members.filter((member) => hands.includes(member.seat)).length;
    const facts = [sayCount('people', group.count), ...this.#activity(group), ...(raised ? [sayCount('hands', raised)] : []), ...(group.points.length ? [sayCount('points', group.points.length)] : [])];
    details.append(element('summary', '', element('strong', '', group.title), ' ', element('span', 'soft', [group.place, ...facts].filter(Boolean).join(' · '))));
    if (details.open) details.append(this.#people(group, groups, hands), this.#rapporteur(group), this.#place(group));
    const visit = this.#button('visit', say('visit'), group.title);
    visit.ariaPressed = String(visited?.id === group.id);
    item.append(details, visit);
    return item;
  }

  #activity(group) {
    const counted = this.#counts[group.id];
    if (!counted) return [];
    const idle = !counted.last || Date.now() - counted.last > IDLE_MS;
    return [sayCount('notes', counted.notes), say(idle ? 'group_idle' : 'group_writing')];
  }

  #people(group, groups, hands) {
    const list = element('ul', 'desk-people');
    list.append(...group.members.map((member) => {
      const row = element('li', 'desk-person');
      row.draggable = true;
      row.dataset.seat = member.seat;
      if (member.city) row.append(cityBadge(member.city, this.room.cities), ' ');
      row.append(element('bdi', '', member.name), ...(hands.includes(member.seat) ? [' ', element('span', 'tag', say('hand_up'))] : []), ' ');
      const move = element('select', 'input input--small');
      move.dataset.move = member.seat;
      move.ariaLabel = say('move_person', { name: member.name });
      move.append(new Option(say('move_to'), ''), ...groups.filter((other) => other.id !== group.id).map((other) => new Option(other.title, other.id)));
      row.append(move);
      return row;
    }));
    return list;
  }

  #rapporteur(group) {
    const choice = element('select', 'input input--small');
    choice.dataset.rapporteur = '';
    choice.append(new Option(say('nobody'), ''), ...group.members.map((member) => new Option(member.name, member.seat, false, member.seat === group.rapporteur?.seat)));
    return element('label', 'desk-line', `${say('reports')} `, choice);
  }

  #place(group) {
    const form = element('form', 'desk-line');
    form.dataset.groupForm = 'place';
    const field = (name, label, type, value) => {
      const input = element('input', 'input input--small');
      Object.assign(input, { name, type, value, ariaLabel: `${label}: ${group.title}`, placeholder: label });
      return input;
    };
    form.append(field('place', say('place'), 'text', group.place), field('link', say('video_link'), 'url', group.link), element('button', 'button button--small', say('save')));
    return form;
  }

  #button(desk, label, about) {
    const button = element('button', 'button button--small', label, element('span', 'visually-hidden', `: ${about}`));
    button.type = 'button';
    button.dataset.desk = desk;
    return button;
  }
}
