/** Questions on the wall: how many have answered, and once it is shown what they said, by the kind of the question. */

import { cityBadge } from '../shared/city_badge.js';
import { say, sayCount } from '../shared/words.js';
import { fitCells } from './wall_fit.js';
import { NAMED, tile } from './wall_lobby.js';
import { badges, bar, cell, element, foot, gridOf, isNew, mark, rest, setBar, written } from './wall_parts.js';
import { drawBars } from './wall_results.js';

/** The poll that the hall looks at, pure: of this part the one that is open, else the last one shown; null where there is none. */
export function pollOf(session) {
  const polls = [...session.polls.values()]
    .filter((poll) => poll.block === session.session?.step && poll.status !== 'prepared')
    .sort((one, other) => one.position - other.position || one.id - other.id);
  const at = (status) => polls.filter((poll) => poll.status === status);
  const shown = at('shown').at(-1);
  const open = at('open')[0];
  return (session.stage() === 'results' ? shown ?? open : open ?? shown) ?? polls.at(-1) ?? null;
}

/** What a poll's answers say as rows with bars, pure: [{key, text, share, votes, words}]; null where its kind has no bars. */
export function barsOf(poll) {
  const { kind, options = [], results } = poll;
  const text = new Map(options.map((option) => [option.id, option.text]));
  if (!results) return null;
  if (kind === 'one' || kind === 'several') {
    const most = Math.max(1, ...results.counts.map(({ count }) => count));
    return results.counts.map(({ id, count }) => ({ key: `option:${id}`, text: text.get(id), votes: count, share: count / most, count }));
  }
  if (kind !== 'ranking') return null;
  return results.ranks.map(({ id, mean }) => ({
    key: `option:${id}`, text: text.get(id), votes: mean ?? 0, mean,
    share: mean === null ? 0 : (options.length - mean + 1) / Math.max(1, options.length),
  }));
}

/** Open words by how often they came, pure, the most frequent first: [{text, count, share}]. */
export function wordsOf(poll) {
  const words = (poll.results?.words ?? []).filter((word) => !word.hidden);
  const most = Math.max(1, ...words.map(({ count }) => count));
  return words.map(({ text, count }) => ({ text, count, share: most === 1 ? 0.4 : (count - 1) / (most - 1) }));
}

export function drawPolls(holder, context) {
  const poll = pollOf(context.session);
  const of = context.session.ready.of;
  if (!isNew(holder, [poll, of])) return;
  const kind = poll?.results ? poll.kind : 'waiting';
  holder.dataset.kind = kind;
  context.more((poll && DRAWS[kind]?.(holder, poll, { ...context, of })) ?? 0);
  if (!poll) holder.replaceChildren();
}

const DRAWS = {
  waiting: drawWaiting,
  one: drawOptions,
  several: drawOptions,
  ranking: drawOptions,
  scale: drawScale,
  word: drawWords,
  cities: drawAnswers,
  questions: drawQuestions,
};

/** How many have answered; of a question to all cities which have. Nothing of what they said. */
function drawWaiting(holder, poll, { of, cities }) {
  const asked = poll.asked ?? null;
  const whole = asked ? asked.length : Math.max(of, poll.answered);
  const share = whole ? poll.answered / whole : 0;
  const number = poll.kind === 'questions' ? String(poll.answered) : whole ? `${poll.answered} / ${whole}` : String(poll.answered);
  const words = say(poll.kind === 'questions' ? 'wall_asked' : 'wall_answered');
  const count = element('div', 'wall-progress', element('p', 'wall-progress-number', number), element('p', 'wall-progress-words', words));
  if (poll.kind !== 'questions') count.append(bar(share));
  const things = asked ?? (poll.options ?? []).map((option) => option.text);
  const place = rest(things.length);
  holder.replaceChildren(count, place);
  if (!things.length) return 0;
  const { list, cells, more } = gridOf(place, things, (thing) => (asked
    ? tile(thing, poll.given?.includes(thing) ? '✓' : '', asked.length <= NAMED, cities)
    : cell('wall-card wall-card--quiet', written(thing))), asked ? { most: 60, columnsMost: 7, shape: asked.length <= NAMED ? 3 : 2, gaps: 0.6 } : { most: 12, columnsMost: 3, shape: 3.4 });
  place.append(list);
  fitCells(cells, { most: 2, share: asked ? 0 : 0.3 });
  return more;
}

function drawOptions(holder, poll, { cities }) {
  const rows = barsOf(poll).map((row) => ({
    ...row, was: 0,
    words: poll.kind !== 'ranking' ? String(row.count) : row.mean === null ? '–' : say('wall_place', { place: String(Math.round(row.mean * 10) / 10) }),
  }));
  return drawBars(holder, rows, cities);
}

function drawScale(holder, poll) {
  const { counts, mean } = poll.results;
  const most = Math.max(1, ...counts.map(({ count }) => count));
  const columns = counts.map(({ id, count }) => element('li', 'wall-scale-column', element('strong', 'wall-scale-count', String(count)), bar(0, 'wall-bar--upright'), element('span', 'wall-scale-number', String(id))));
  const ends = [poll.settings?.low_words, poll.settings?.high_words].map((text) => written(text ?? '', { className: 'wall-scale-end' }));
  holder.replaceChildren(
    element('p', 'wall-scale-mean', mean === null ? '' : say('wall_mean', { value: String(Math.round(mean * 10) / 10) })),
    element('ol', 'wall-scale', ...columns),
    element('div', 'wall-scale-ends', ...ends),
  );
  window.requestAnimationFrame(() => counts.forEach(({ count }, index) => setBar(columns[index].querySelector('.wall-bar'), count / most)));
  return 0;
}

function drawWords(holder, poll) {
  const words = wordsOf(poll).map(({ text, count, share }) => {
    const made = element('li', 'wall-word', element('bdi', '', text), count > 1 ? element('span', 'wall-word-count', ` ${count}`) : '');
    made.style.setProperty('--share', String(share));
    return made;
  });
  const box = element('ul', 'wall-list wall-words', ...words);
  const frame = element('div', 'wall-cell wall-cloud', box);
  holder.replaceChildren(frame);
  fitCells([frame], { most: 3 });
  return 0;
}

function drawAnswers(holder, poll, { cities }) {
  const { answers, silent } = poll.results;
  const place = element('div', 'wall-rest');
  const strip = silent.length ? [element('div', 'wall-silent', element('span', 'wall-soft', say('wall_silent')), ...badges(silent, cities, 16))] : [];
  holder.replaceChildren(place, ...strip);
  const { list, cells, more } = gridOf(place, answers, (answer) => cell('wall-card wall-card--note', foot(cityBadge(answer.city, cities)), written(answer.text)), { most: 12 });
  place.append(list);
  fitCells(cells, { most: 2.2 });
  return more;
}

function drawQuestions(holder, poll, { cities }) {
  const { top = [], open = top.length, answered = 0 } = poll.results;
  const place = element('div', 'wall-rest');
  const done = answered ? [element('p', 'wall-soft wall-silent', sayCount('wall_questions_answered', answered))] : [];
  holder.replaceChildren(place, ...done);
  const { list, cells, more } = gridOf(place, top, (question) => cell(
    'wall-card wall-card--note wall-asked',
    element('strong', 'wall-number', String(question.votes)),
    element('div', 'wall-asked-text', written(question.text, { language: question.language }), ...[foot(question.city && cityBadge(question.city, cities), question.author && element('bdi', '', question.author), mark(question.simulated))].filter(Boolean)),
  ), { most: 6, columnsMost: 2, shape: 5 });
  place.append(list);
  fitCells(cells, { most: 2 });
  return more + Math.max(0, open - top.length);
}
