/** The three letters of a city on its colour; the name is spoken and shown on pointing. */

export function cityBadge(code, cities) {
  const city = cities[code];
  const badge = document.createElement('abbr');
  badge.className = `city-badge city-badge--${city ? city.colour : 'none'}`;
  badge.title = city?.name ?? code;
  badge.textContent = code;
  return badge;
}
