/** A round in which everybody speaks: who has the floor, and who comes next. */

import { cityBadge } from '../shared/city_badge.js';
import { say } from '../shared/words.js';
import { fitCells } from './wall_fit.js';
import { element, isNew } from './wall_parts.js';
import { turnsOf } from './wall_state.js';

const NEXT = 3;

/** A turn's city and, where people speak, their name; where cities do, the city's. */
function who(turn, cities) {
  const name = turn.name || cities[turn.city]?.name || '';
  return element('span', 'wall-turn-who', ...[turn.city && cityBadge(turn.city, cities), element('bdi', '', name)].filter(Boolean));
}

export function drawTurns(holder, { session, cities, more }) {
  const { speaking, next } = turnsOf(session);
  if (!isNew(holder, [speaking, next])) return;
  const now = element('div', 'wall-cell wall-turn', who(speaking, cities));
  const later = next.length ? [element('div', 'wall-turn-next', element('span', 'wall-soft', say('wall_next')), ...next.slice(0, NEXT).map((turn) => who(turn, cities)))] : [];
  holder.replaceChildren(now, ...later);
  fitCells([now], { most: 5 });
  more(Math.max(0, next.length - NEXT));
}
