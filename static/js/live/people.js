/** Who is in the room, for the facilitator: people by city with what they are, who is ready, whose hand is up. */

import { cityBadge } from '../shared/city_badge.js';
import { openDialog } from '../shared/dialogs.js';
import { simulatedMark } from '../shared/simulated_mark.js';
import { say, sayCount } from '../shared/words.js';

const LEADS = ['organiser', 'coordinator', 'facilitator'];
/** With more people than this, cities are folded at first. */
const OPEN_UP_TO = 16;
/** So many of those who are not here yet are named; of others it is said how many they are. */
const MISSING_MOST = 12;

function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/** People still in the room by city, [[code | "", people], ...]: cities by their letters, others last. */
export function byCity(people) {
  const groups = new Map();
  for (const person of people) {
    const city = person.city ?? '';
    if (!groups.has(city)) groups.set(city, []);
    groups.get(city).push(person);
  }
  for (const group of groups.values()) group.sort((one, other) => one.name.localeCompare(other.name) || one.id - other.id);
  return [...groups].sort(([one], [other]) => (one === '') - (other === '') || one.localeCompare(other));
}

/** What a person is, as keys of words: only what is not the usual. */
export function marksOf(person) {
  const marks = [];
  // Everybody simulated is a guest; that they are simulated says more.
  if (person.role !== 'participant' && !(person.simulated && person.role === 'guest')) marks.push(`role_${person.role}`);
  if (person.simulated) marks.push('simulated');
  if (person.through !== 'device') marks.push(`through_${person.through}`);
  return marks;
}

/** Cities that are expected and of which nobody is here. */
export function missing(expected, people) {
  const here = new Set(people.map((person) => person.city));
  return expected.filter((code) => !here.has(code));
}

/** Puts `wanted` into `parent` in that order and moves only what stands elsewhere: a row under a finger stays. */
function arrange(parent, wanted) {
  const keep = new Set(wanted);
  for (const child of [...parent.children]) if (!keep.has(child)) child.remove();
  wanted.forEach((child, place) => {
    if (parent.children[place] !== child) parent.insertBefore(child, parent.children[place] ?? null);
  });
}

export class People {
  #picture = '';
  #chosen = new Set();
  #rows = new Map();
  #groups = new Map();

  /**
   * `expected`: {cities: codes of the cities that the session is for, people: [{seat, name}] with a role at it};
   * `run(name, payload)` sends a command.
   */
  constructor(root, { dialog, cities, expected, sessionId, run }) {
    Object.assign(this, { root, dialog, cities, expected, sessionId, run });
    this.list = root.querySelector('[data-part="people"]');
    this.missing = root.querySelector('[data-part="missing"]');
    this.ejected = root.querySelector('[data-part="ejected"]');
    root.addEventListener('click', (event) => this.#clicked(event));
    this.list.addEventListener('click', (event) => this.#toggled(event.target.closest('summary')));
    dialog.querySelector('[data-do="eject"]').addEventListener('click', () => {
      this.dialog.close();
      this.run('seat.eject', { session: this.sessionId, seat: this.person.id });
    });
  }

  /** `connected`: a Set of the seats with a connection, or null where that is not told. */
  draw(people, connected) {
    const all = [...people.values()];
    const here = all.filter((person) => !person.ejected);
    const picture = JSON.stringify([all, connected && [...connected]]);
    if (picture === this.#picture) return;
    this.#picture = picture;
    this.people = people;
    arrange(this.list, byCity(here).map(([city, group]) => this.#city(city, group, connected, here.length)));
    this.#drawMissing(here);
    const asked = all.filter((person) => person.ejected);
    this.ejected.hidden = asked.length === 0;
    arrange(this.ejected.querySelector('ul'), asked.map((person) => this.#kept(person, 'asked', () => this.#asked(person))));
  }

  /** A row is made anew only when what it shows has changed. */
  #kept(person, look, make) {
    const picture = `${look} ${JSON.stringify(person)}`;
    const kept = this.#rows.get(person.id);
    if (kept?.picture === picture) return kept.row;
    const row = make();
    this.#rows.set(person.id, { picture, row });
    return row;
  }

  #city(city, group, connected, total) {
    if (!this.#groups.has(city)) {
      const details = element('details', '', element('summary', 'people-city'), element('ul', 'people-group'));
      details.dataset.city = city;
      details.open = total <= OPEN_UP_TO;
      this.#groups.set(city, { item: element('li', '', details), details, picture: '' });
    }
    const shown = this.#groups.get(city);
    const [summary, list] = shown.details.children;
    const ready = group.filter((person) => person.ready).length;
    const picture = `${group.length} ${ready}`;
    if (picture !== shown.picture) {
      shown.picture = picture;
      this.#drawSummary(summary, city, group.length, ready);
    }
    if (total > OPEN_UP_TO && !this.#chosen.has(city)) shown.details.open = false;
    arrange(list, group.map((person) => {
      const away = Boolean(connected) && person.through === 'device' && !connected.has(person.id);
      return this.#kept(person, away ? 'away' : 'here', () => this.#person(person, away));
    }));
    return shown.item;
  }

  #drawSummary(summary, city, count, ready) {
    const name = city ? this.cities[city]?.name ?? city : say('other');
    summary.replaceChildren(...(city ? [cityBadge(city, this.cities), ' '] : []),
      element('bdi', 'people-name', name), ' ', element('span', 'soft', String(count)));
    if (ready) summary.append(' ', element('span', 'people-ready', say('ready_of', { count: ready, of: count })));
  }

  #person(person, away) {
    const name = element('bdi', 'person-name', person.name);
    const facts = element('div', 'person-facts', name);
    if (person.organisation && !person.city) facts.append(' ', element('bdi', 'soft', person.organisation));
    for (const mark of marksOf(person)) facts.append(' ', mark === 'simulated' ? simulatedMark() : element('span', 'tag', say(mark)));
    if (away) facts.append(' ', element('span', 'soft', say('away')));
    if (person.hand) facts.append(' ', element('span', 'tag tag--warn', say('hand_up')));
    if (person.ready) facts.append(' ', element('span', 'tag tag--good', say('ready')));
    const row = element('li', 'person', facts);
    row.classList.toggle('person--away', away);
    if (!LEADS.includes(person.role)) {
      row.append(this.#button('tool', '×', say('ask_to_leave', { name: person.name }), person, 'ask-to-leave'));
    }
    return row;
  }

  #button(look, text, label, person, action) {
    const button = element('button', look, text);
    button.type = 'button';
    button.dataset.action = action;
    button.dataset.seat = person.id;
    button.ariaLabel = label;
    button.title = label;
    return button;
  }

  #asked(person) {
    const facts = element('div', 'person-facts', ...(person.city ? [cityBadge(person.city, this.cities), ' '] : []),
      element('bdi', 'person-name', person.name), ...(person.simulated ? [' ', simulatedMark()] : []));
    const label = say('let_in_again', { name: person.name });
    return element('li', 'person', facts, this.#button('button button--quiet button--small', say('let_in'), label, person, 'readmit'));
  }

  #drawMissing(here) {
    const codes = missing(this.expected.cities, here);
    const seats = new Set(here.map((person) => person.id));
    const names = this.expected.people.filter(({ seat }) => !seats.has(seat)).map(({ name }) => name);
    this.missing.hidden = codes.length + names.length === 0;
    const shown = codes.slice(0, MISSING_MOST);
    const people = names.slice(0, Math.max(2, MISSING_MOST - shown.length));
    const more = codes.length + names.length - shown.length - people.length;
    this.missing.querySelector('[data-part="missing-cities"]').replaceChildren(
      ...shown.flatMap((code) => [cityBadge(code, this.cities), ' ']),
      ...people.flatMap((name, index) => [element('bdi', '', name), index < people.length - 1 ? ', ' : ' ']),
      ...(more ? [sayCount('more', more)] : []),
    );
  }

  /** Whoever has opened or folded a city wants it so. */
  #toggled(summary) {
    if (summary) this.#chosen.add(summary.parentElement.dataset.city);
  }

  #clicked(event) {
    const button = event.target.closest('[data-seat]');
    const person = button && this.people.get(Number(button.dataset.seat));
    if (!person) return;
    if (button.dataset.action === 'readmit') this.run('seat.readmit', { session: this.sessionId, seat: person.id });
    else this.#ask(person);
  }

  /** Names whom it is about before anybody is sent away. */
  #ask(person) {
    this.person = person;
    const from = person.city ? `${person.name} (${person.city})` : person.name;
    this.dialog.querySelector('h2').replaceChildren(say('ask_to_leave', { name: from }), ...(person.simulated ? [' ', simulatedMark()] : []));
    openDialog(this.dialog);
  }
}

/** People of a board where nobody may be told from their coming and going, or of a crowd, are not told apart. */
export function connectedSeats(presence, anonymous) {
  return anonymous || presence.counts ? null : new Set(presence.people.keys());
}

export function sayHere(people, ready) {
  const here = [...people.values()].filter((person) => !person.ejected).length;
  return { here: here ? sayCount('here', here) : say('nobody'), ready: ready.count ? say('ready_of', ready) : '' };
}
