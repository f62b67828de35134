/** Small groups on the wall: who is where, and afterwards what each of them brings back. */

import { cityBadge } from '../shared/city_badge.js';
import { say, sayCount } from '../shared/words.js';
import { fitCells } from './wall_fit.js';
import { cell, element, foot, gridOf, isNew, mark, written } from './wall_parts.js';

const GROUPS_MOST = 18;
const REPORTS_MOST = 12;
/** In more groups than these, names would be too small: the cities stand for them. */
const NAMED = 12;
/** So few groups have room for long names on two lines. */
const ROOMY = 4;

function inOrder(rows) {
  return [...rows].sort((one, other) => one.position - other.position || one.id - other.id);
}

/** The round that the hall looks at, pure: the one that is on, else the last one of this part, else the last one of all. */
export function roundOf(session) {
  const own = inOrder([...session.rounds.values()].filter((round) => round.block === session.session?.step));
  const on = (rounds) => rounds.find((round) => round.status === 'open' || round.status === 'called');
  const all = inOrder(session.rounds.values());
  return on(own) ?? own.filter((round) => round.status === 'ended').at(-1) ?? own[0] ?? on(all) ?? all.at(-1) ?? null;
}

/** The groups of a round in their order, pure. */
export function groupsOf(session, round) {
  return round ? inOrder([...session.breakouts.values()].filter((group) => group.round === round.id)) : [];
}

/** The groups of the present round, with their places and people. */
export function drawBreakouts(holder, { session, cities, more }) {
  const round = roundOf(session);
  const groups = groupsOf(session, round);
  if (!isNew(holder, [round?.status, groups])) return;
  const place = element('div', 'wall-rest');
  const called = round?.status === 'called' ? [element('p', 'wall-called', say('wall_come_back'))] : [];
  holder.replaceChildren(...called, place);
  const { list, cells, more: left } = gridOf(place, groups, (group) => groupCell(group, cities, groups.length), { most: GROUPS_MOST, shape: 1.7 });
  place.append(list);
  fitCells(cells, { most: 2, share: 0.1 });
  more(left);
}

function groupCell(group, cities, of) {
  const named = of <= NAMED;
  const people = (group.members ?? []).map((person) => element('li', 'wall-person', ...[person.city && cityBadge(person.city, cities), element('bdi', 'wall-person-name', person.name)].filter(Boolean)));
  const counts = Object.entries(group.cities ?? {}).map(([code, count]) => element('li', 'wall-person', ...[code ? cityBadge(code, cities) : say('other'), count > 1 ? ` ${count}` : '']));
  const list = named && people.length ? people : counts;
  return cell(
    `wall-card wall-card--cluster wall-group${named ? '' : ' wall-group--small'}`,
    written(group.title, { className: named ? 'wall-text' : 'wall-text wall-clamp' }),
    written(group.place || (group.link ? say('wall_online') : ''), { className: named ? 'wall-place' : 'wall-place wall-clamp' }),
    list.length ? element('ul', `wall-list wall-people${of <= ROOMY ? ' wall-people--roomy' : ''}`, ...list) : element('p', 'wall-soft', sayCount('wall_people', group.count ?? 0)),
  );
}

/** What the groups bring back, pure: of those rounds of this part that have reported, else of the last one; or the one group shown large. */
export function reportsOf(session) {
  const reported = inOrder([...session.rounds.values()].filter((round) => round.block === session.session?.step && round.reported));
  const rounds = reported.length ? reported : [roundOf(session)].filter(Boolean);
  const groups = rounds.flatMap((round) => groupsOf(session, round));
  const large = groups.find((group) => rounds.some((round) => round.highlight === group.id));
  return large ? [large] : groups;
}

/** Each group's points: one group at a time while one reports, else all beside each other. */
export function drawReports(holder, { session, cities, more }) {
  const groups = reportsOf(session);
  if (!isNew(holder, groups)) return;
  const { list, cells, more: left } = gridOf(holder, groups, (group) => {
    const points = group.points ?? [];
    const { rapporteur } = group;
    const who = rapporteur ? foot(rapporteur.city && cityBadge(rapporteur.city, cities), element('bdi', '', rapporteur.name), mark(rapporteur.simulated)) : null;
    return cell(
      'wall-card wall-card--cluster wall-report',
      written(group.title, { className: groups.length === 1 && group.title.length < 40 ? 'wall-report-title' : 'wall-report-title wall-clamp' }),
      points.length
        ? element('ul', 'wall-list wall-points', ...points.map((point) => element('li', '', written(point.text, { className: groups.length > 1 ? 'wall-clamp' : 'wall-text' }))))
        : element('p', 'wall-soft', say('wall_no_points')),
      who,
    );
  }, { most: REPORTS_MOST, shape: 1.2 });
  holder.replaceChildren(list);
  fitCells(cells, { most: groups.length === 1 ? 3 : 2, share: 0.1 });
  more(left);
}
