/** What stands around the board: its question, stage and hints, the votes one has left, the room's heat-map. */

import { votesLeft } from '../boards/pending.js';
import { isOpen } from '../boards/state.js';
import { drawDots } from '../boards/votes.js';
import { sayCount } from '../shared/words.js';
import { drawHeat } from './heat_figure.js';
import { counted } from './heat_map.js';

const part = (name) => document.querySelector(`[data-part="${name}"]`);
const parts = (...names) => Object.fromEntries(names.map((name) => [name, part(name)]));

/** Stages that are not shown where the block's steps do without them; how people write shows in one of three ways. */
const LEFT_OUT = new Set(['cluster', 'vote', 'discuss']);

/** Writes only what is new: what is written anew is laid out anew and may be read out anew. */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export class AroundBoard {
  #heat = '';

  constructor({ cities, leads }) {
    Object.assign(this, { cities, leads });
    this.parts = parts('question', 'no-board', 'board-tools', 'stages', 'locked', 'authors-city', 'authors-anonymous',
      'vote-bar', 'votes-left', 'left-dots', 'votes-cast', 'group-bar', 'heat');
    this.stages = [...document.querySelectorAll('.stage')];
    this.hints = [...document.querySelectorAll('[data-stage-hint]')];
    this.sort = document.querySelector('[data-action="sort-votes"]');
  }

  /** `state` null where no board is open; `question` is shown in any case. `stages`: those that the block goes through. */
  draw(question, state, pending, stages = []) {
    const has = state !== null;
    this.parts['no-board'].hidden = has;
    this.parts['board-tools'].hidden = !has;
    this.parts.stages.hidden = !has;
    write(this.parts.question, question);
    if (!has) {
      for (const name of ['vote-bar', 'group-bar', 'heat', 'locked', 'authors-city', 'authors-anonymous']) this.parts[name].hidden = true;
      for (const hint of this.hints) hint.hidden = true;
      this.#heat = '';
      return;
    }
    this.#drawStage(state, stages);
    this.#drawVotes(state, pending);
    this.#drawHeat(state);
  }

  #drawStage(state, stages) {
    const { board, votes } = state;
    for (const item of this.stages) {
      item.hidden = LEFT_OUT.has(item.dataset.stage) && stages.length > 0 && ![board.stage, ...stages].includes(item.dataset.stage);
      if (item.dataset.stage === board.stage) item.setAttribute('aria-current', 'step');
      else item.removeAttribute('aria-current');
    }
    for (const hint of this.hints) hint.hidden = hint.dataset.stageHint !== board.stage;
    this.parts.locked.hidden = !board.locked;
    this.parts['authors-city'].hidden = board.settings?.authors !== 'city';
    this.parts['authors-anonymous'].hidden = board.settings?.authors !== 'anonymous';
    this.sort.hidden = !votes.shown || !votes.cast;
  }

  #drawVotes(state, pending) {
    const voting = isOpen(state.board, 'voting', this.leads);
    this.parts['vote-bar'].hidden = !voting;
    if (!voting) return;
    const left = votesLeft(state, pending);
    write(this.parts['votes-left'], sayCount('votes_left', left));
    drawDots(this.parts['left-dots'], ['left', left]);
    write(this.parts['votes-cast'], state.votes.cast ? sayCount('votes_cast', state.votes.cast) : '');
  }

  #drawHeat(state) {
    const map = counted(state);
    const picture = JSON.stringify(map);
    if (picture === this.#heat) return;
    this.#heat = picture;
    drawHeat(this.parts.heat, map, this.cities);
  }
}
