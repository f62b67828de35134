/** Before it begins: the code, large, and who arrives, by city. */

import { cityBadge } from '../shared/city_badge.js';
import { say, sayCount } from '../shared/words.js';
import { fitCells } from './wall_fit.js';
import { cell, element, gridOf, isNew, rest } from './wall_parts.js';

/** So many cities have room for their names beside their letters. */
export const NAMED = 14;
const MOST = 60;

/**
 * Who is here, pure: {total, cities: [[code, count]], others}. `expected` cities come first and stand from the beginning, so that
 * nothing jumps when people arrive; `others` have no city. `known` is how many came in all, where it is told to nobody who is here.
 */
export function arrivals(byCity, expected, known = 0) {
  const counts = new Map(byCity);
  const others = counts.get('') ?? 0;
  counts.delete('');
  const codes = [...new Set([...expected, ...[...counts.keys()].sort()])];
  const total = [...counts.values()].reduce((sum, count) => sum + count, others);
  return { total: total || known, cities: codes.map((code) => [code, counts.get(code) ?? 0]), others };
}

/** Who is here by city, pure: [[code | "", count]]; the seat that the projector itself sits on is nobody who arrived. */
export function hereByCity(presence, seat) {
  if (presence.counts) return Object.entries(presence.counts);
  const counts = new Map();
  for (const person of presence.people.values()) {
    if (person.seat !== seat) counts.set(person.city ?? '', (counts.get(person.city ?? '') ?? 0) + 1);
  }
  return [...counts];
}

export function drawLobby(holder, { presence, session, expected, cities, seat, more }) {
  const model = arrivals(hereByCity(presence, seat), expected, session.ready.of);
  if (!isNew(holder, model)) return;
  const total = element('p', 'wall-lobby-total', model.total ? sayCount('wall_here', model.total) : say('wall_nobody'));
  const place = rest(model.cities.length + model.others);
  holder.replaceChildren(total, place);
  const things = [...model.cities, ...(model.others && model.cities.length ? [['', model.others]] : [])];
  const named = things.length <= NAMED;
  const shape = named ? 4 : 2;
  const { list, cells, more: left } = gridOf(place, things, ([code, count]) => tile(code, count, named, cities), { most: MOST, shape, columnsMost: 8, gaps: 0.4 });
  place.append(list);
  fitCells(cells, { most: 2.6, share: 0 });
  more(left);
}

/** A city with its number, or with whatever stands for one; still to come while there is none. */
export function tile(code, count, named, cities) {
  const name = !code ? say('other') : named ? cities[code]?.name : null;
  return cell(
    count ? 'wall-tile wall-tile--here' : 'wall-tile',
    code && cityBadge(code, cities),
    name && element('bdi', 'wall-tile-name', name),
    element('strong', 'wall-number', count ? String(count) : '–'),
  );
}
