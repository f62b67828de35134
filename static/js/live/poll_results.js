/** What the answers of a poll come to, as a picture with its figures in words: bars, a mean, places, words, a box. */

import { cityBadge } from '../shared/city_badge.js';
import { simulatedMark } from '../shared/simulated_mark.js';
import { say, sayCount } from '../shared/words.js';

export function made(name, className, ...children) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

/** What people wrote: its direction is its own. */
export function written(name, className, text) {
  const element = made(name, className, text);
  element.dir = 'auto';
  return element;
}

function bar(text, count, most) {
  const track = made('span', 'poll-track');
  const fill = made('span', 'poll-fill');
  fill.style.inlineSize = `${most ? Math.round((100 * count) / most) : 0}%`;
  track.append(fill);
  track.ariaHidden = 'true';
  return made('li', 'poll-bar', written('span', 'poll-bar-text', text), made('strong', 'poll-bar-count', String(count)), track);
}

function bars(rows) {
  const most = Math.max(0, ...rows.map((row) => row.count));
  return made('ul', 'poll-bars', ...rows.map((row) => bar(row.text, row.count, most)));
}

function ofOptions(poll) {
  const texts = new Map(poll.options.map((option) => [option.id, option.text]));
  return [bars(poll.results.counts.map(({ id, count }) => ({ text: texts.get(id) ?? '', count })))];
}

function ofScale(poll) {
  const { counts, mean, none } = poll.results;
  const ends = { [poll.settings.low]: poll.settings.low_words, [poll.settings.high]: poll.settings.high_words };
  const facts = made('p', 'poll-mean');
  if (mean !== null) facts.append(made('strong', '', mean.toFixed(1)), ' ', made('span', 'soft', say('poll_mean')));
  if (none) facts.append(' ', made('span', 'soft', sayCount('poll_none', none)));
  return [facts, bars(counts.map(({ id, count }) => ({ text: ends[id] ? `${id} · ${ends[id]}` : String(id), count })))];
}

function ofRanking(poll) {
  const texts = new Map(poll.options.map((option) => [option.id, option.text]));
  return [made('ol', 'poll-ranks', ...poll.results.ranks.map(({ id, mean }) => {
    const place = mean === null ? '' : say('poll_place', { mean: mean.toFixed(1) });
    return made('li', 'poll-rank', written('span', '', texts.get(id) ?? ''), ' ', made('span', 'soft', place));
  }))];
}

function ofWords(poll, hide) {
  const { words, more } = poll.results;
  const most = Math.max(1, ...words.map((word) => word.count));
  const list = made('ul', 'poll-words', ...words.map((word) => {
    const item = made('li', word.hidden ? 'poll-word poll-word--hidden' : 'poll-word', written('span', '', word.text));
    if (word.count > 1) item.append(' ', made('span', 'poll-word-count', `× ${word.count}`));
    item.style.setProperty('--weight-of-word', String(word.count / most));
    if (hide) item.append(' ', hide(word));
    return item;
  }));
  return more ? [list, made('p', 'soft', sayCount('more', more))] : [list];
}

function ofCities(poll, cities) {
  const answers = poll.results.answers.map(({ city, text, by }) => {
    const item = made('li', 'poll-city', cityBadge(city, cities), ' ', written('span', 'poll-city-text', text));
    if (by) item.append(' ', made('bdi', 'soft', by));
    return item;
  });
  const silent = poll.results.silent.map((code) => cityBadge(code, cities));
  const kept = made('p', 'poll-silent');
  if (silent.length) kept.append(made('span', 'soft', say('poll_silent')), ' ', ...silent.flatMap((badge) => [badge, ' ']));
  else if (answers.length) kept.append(made('span', 'soft', say('poll_all_cities')));
  return [made('ul', 'poll-cities', ...answers), kept];
}

function ofQuestions(poll, cities) {
  const { top, open, answered } = poll.results;
  const list = made('ol', 'poll-top', ...top.map((question) => {
    const item = made('li', 'poll-top-question', made('strong', 'poll-votes', String(question.votes)), ' ', written('span', '', question.text));
    if (question.city) item.append(' ', cityBadge(question.city, cities));
    return item;
  }));
  return [list, made('p', 'soft', say('poll_questions_left', { open, answered }))];
}

function byCity(poll, cities) {
  const found = Object.entries(poll.results.cities ?? {});
  if (!found.length) return [];
  const texts = new Map(poll.options.map((option) => [String(option.id), option.text]));
  const list = made('ul', 'poll-by-city', ...found.map(([code, said]) => {
    const told = 'mean' in said
      ? `${said.mean === null ? '–' : said.mean.toFixed(1)} ${say('poll_mean')}`
      : Object.entries(said.counts).map(([id, count]) => `${texts.get(id) ?? ''}: ${count}`).join(' · ');
    return made('li', '', cityBadge(code, cities), ' ', written('span', '', told));
  }));
  return [made('details', 'poll-details', made('summary', '', say('poll_city_by_city')), list)];
}

/** The elements of a poll's results; `hide(word)` gives what hides a word, for those who lead. Empty while nothing is shown. */
export function resultElements(poll, cities, { details = true, hide = null } = {}) {
  if (!poll.results) return [];
  const draw = { one: ofOptions, several: ofOptions, scale: ofScale, ranking: ofRanking, cities: ofCities, questions: ofQuestions };
  const found = poll.kind === 'word' ? ofWords(poll, hide) : draw[poll.kind](poll, cities);
  if (details) found.push(...byCity(poll, cities));
  if (poll.results.simulated) found.push(made('p', '', simulatedMark()));
  return found;
}
