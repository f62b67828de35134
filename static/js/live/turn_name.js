/** How somebody who speaks in a round is named: their city's badge and their name. */

import { cityBadge } from '../shared/city_badge.js';
import { made } from './poll_results.js';

/** A turn's city and, where people speak, their name. */
export function who(turn, cities) {
  const element = made('span', 'turn-who');
  if (turn.city) element.append(cityBadge(turn.city, cities), ' ');
  element.append(made('bdi', '', turn.name || (cities[turn.city]?.name ?? turn.city ?? '')));
  return element;
}
