// Before and after of a move that nobody has made yet, as the server values it.
import { say } from '../shared/words.js';

let asked = null;

const percent = (share) => (share === null ? say('none') : `${Math.round(share * 100)}\u00a0%`);

function signed(gain) {
  const sign = gain >= 0.005 ? '+' : gain <= -0.005 ? '−' : '±';
  return `${sign}${Math.abs(gain).toFixed(2)}`;
}

function line(text, className = '') {
  const element = document.createElement('li');
  element.textContent = text;
  element.className = className;
  return element;
}

/** Shows what moving a city from one tandem (its place, '' for none) to another would do, and not over `near`. */
export async function showTrial(root, near, city, leaves, joins) {
  const place = root.querySelector('[data-trial]');
  place.classList.toggle('table-trial--top', near.getBoundingClientRect().bottom > window.innerHeight * 0.6);
  asked?.abort();
  if (leaves === joins) {
    clearTrial(root);
    return;
  }
  asked = new AbortController();
  const query = new URLSearchParams({ version: root.dataset.version, city, leaves, joins });
  let answer;
  try {
    const response = await fetch(`${root.dataset.try}?${query}`, { headers: { Accept: 'application/json' }, signal: asked.signal });
    answer = await response.json();
  } catch {
    return; // another was asked for since, or there is no connection: the move itself will say so
  }
  place.replaceChildren(...(answer.ok ? lines(root, city, answer) : [line(answer.message, 'table-breaks')]));
}

function lines(root, city, { before, after, cities, broken, mended }) {
  const name = root.querySelector(`[data-city="${city}"]`)?.dataset.name ?? city;
  const head = document.createElement('p');
  const total = say('total', { before: before.toFixed(2), after: after.toFixed(2) });
  head.textContent = `${say('try', { city: name })} ${total} (${signed(after - before)})`;
  const list = document.createElement('ul');
  for (const one of cities) {
    const known = one.share_before !== null || one.share_after !== null;
    const values = { city: one.name, gain: signed(one.gain), before: percent(one.share_before), after: percent(one.share_after) };
    list.append(line(say(known ? 'share' : 'gain', values)));
  }
  for (const sentence of broken) list.append(line(say('breaks', { sentence }), 'table-breaks'));
  for (const sentence of mended) list.append(line(say('mends', { sentence })));
  return [head, list];
}

export function clearTrial(root) {
  asked?.abort();
  root.querySelector('[data-trial]').replaceChildren();
}
