/** A cluster as a stack that opens: title, size, cities, votes, its notes. */

import { cityBadge } from '../shared/city_badge.js';
import { say, sayCount } from '../shared/words.js';
import { drawVotes } from './votes.js';

const pictures = new WeakMap();

export function makeCluster() {
  return document.getElementById('pattern-cluster').content.firstElementChild.cloneNode(true);
}

/** `cluster`: {id, title | null, language | null, size, cities: [codes], open, votes, bar: {votes, most} | null, hasMenu, movable}. */
export function drawCluster(card, cluster, cities) {
  const picture = JSON.stringify(cluster);
  if (pictures.get(card) === picture) return;
  pictures.set(card, picture);

  card.dataset.cluster = cluster.id;
  card.classList.toggle('cluster--open', cluster.open);
  card.classList.toggle('cluster--movable', cluster.movable);
  const title = cluster.title || say('untitled_cluster');
  const shown = card.querySelector('.cluster-title');
  shown.textContent = title;
  if (cluster.title && cluster.language) shown.lang = cluster.language;
  else shown.removeAttribute('lang');
  card.querySelector('.cluster-open').ariaExpanded = String(cluster.open);
  card.querySelector('[data-part="notes"]').hidden = !cluster.open;
  card.querySelector('[data-part="size"]').textContent = sayCount('notes', cluster.size);
  card.querySelector('[data-part="cities"]').replaceChildren(...cluster.cities.map((code) => cityBadge(code, cities)));
  drawVotes(card.querySelector('[data-part="votes"]'), cluster.votes);
  const bar = card.querySelector('[data-part="bar"]');
  bar.hidden = !cluster.bar;
  bar.max = cluster.bar?.most ?? 1;
  bar.value = cluster.bar?.votes ?? 0;
  const more = card.querySelector('[data-action="cluster-more"]');
  more.hidden = !cluster.hasMenu;
  more.ariaLabel = say('more_for', { text: title });
}
