/** The dots on a note or cluster: given, waiting, counted. */

import { say, sayCount } from '../shared/words.js';

const DOTS_SHOWN = 6;

function dot(kind) {
  const mark = document.createElement('span');
  mark.className = `vote-dot vote-dot--${kind}`;
  return mark;
}

/** Draws `count` dots of a kind into `holder` after emptying it; `more` = [kind, count] follows. */
export function drawDots(holder, ...groups) {
  const dots = groups.flatMap(([kind, count]) => Array.from({ length: Math.min(count, DOTS_SHOWN) }, () => dot(kind)));
  holder.replaceChildren(...dots);
}

/**
 * `votes`: null where there is nothing to vote on here, or {open, castable, saved, waiting, left, count: number | null, text}.
 * `count` is everybody's, null while it is not shown.
 */
export function drawVotes(holder, votes) {
  holder.hidden = votes === null;
  if (!votes) return;
  const given = votes.saved + votes.waiting;
  const cast = holder.querySelector('[data-action="vote"]');
  const withdraw = holder.querySelector('[data-action="withdraw"]');
  cast.hidden = !votes.open || !votes.castable;
  cast.ariaDisabled = votes.left > 0 ? null : 'true';
  cast.ariaLabel = say('vote_for', { text: votes.text });
  withdraw.hidden = !votes.open || votes.saved === 0;
  withdraw.ariaLabel = say('withdraw_from', { text: votes.text });
  drawDots(holder.querySelector('[data-part="dots"]'), ['given', votes.saved], ['waiting', votes.waiting]);
  const count = holder.querySelector('[data-part="count"]');
  count.hidden = votes.count === null || (votes.count === 0 && given === 0);
  count.textContent = votes.count === null ? '' : sayCount('votes', votes.count);
}
