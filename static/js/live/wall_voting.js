/** While people vote: how many have, and on what. Never what has how many, before that is shown. */

import { say, sayCount } from '../shared/words.js';
import { cardsOf } from './wall_cards.js';
import { fitCells } from './wall_fit.js';
import { bar, cell, element, gridOf, isNew, rest, setBar, written } from './wall_parts.js';

const MOST = 12;
/** What stands on the wall of what is voted on; the notes of a cluster stand for it. */
const KINDS = { both: ['cluster', 'note'], clusters: ['cluster'], notes: ['cluster', 'note'] };

/**
 * How far the vote is, pure: {voters, of, cast, on: [{text, language}], more}. `of` counts those who take part; who leads may vote
 * too, so it is never less than those who have. What is voted on stands as on the board: its order hints at nothing.
 */
export function votingOf(state, ready) {
  const voters = state.votes.voters ?? 0;
  const kinds = KINDS[state.board?.settings?.vote_on ?? 'both'];
  const order = ({ kind, id }) => (kind === 'cluster' ? state.clusters : state.notes).get(id).position;
  const cards = kinds.flatMap((kind) => cardsOf(state).filter((card) => card.kind === kind)
    .sort((one, other) => order(one) - order(other) || one.id - other.id));
  return { voters, of: Math.max(ready.of, voters), cast: state.votes.cast, on: cards.map(({ text, language }) => ({ text, language })) };
}

export function drawVoting(holder, { board, session, more }) {
  const { voters, of, cast, on } = votingOf(board, session.ready);
  const fresh = isNew(holder, on);
  if (fresh) {
    const count = element('div', 'wall-progress', element('p', 'wall-progress-number'), element('p', 'wall-progress-words', say('wall_voted')), bar(0), element('p', 'wall-soft'));
    holder.replaceChildren(count, rest(on.length));
  }
  holder.querySelector('.wall-progress-number').textContent = of ? `${voters} / ${of}` : String(voters);
  setBar(holder.querySelector('.wall-bar'), of ? voters / of : 0);
  holder.querySelector('.wall-progress > .wall-soft').textContent = cast ? sayCount('votes_cast', cast) : '';
  if (fresh) drawCards(holder.lastElementChild, on, more); // fitted to what the figures above leave
}

function drawCards(place, on, more) {
  const { list, cells, more: left } = gridOf(place, on, (card) => cell(
    'wall-card wall-card--quiet', written(card.text || say('untitled_cluster'), { language: card.language }),
  ), { most: MOST, columnsMost: 3, shape: 3.4 });
  if (on.length) place.append(list);
  fitCells(cells, { most: 1.8, share: 0.3 });
  more(left);
}
