/** The pictures of the wall by their names (wall_state.js), each drawn into the same place. */

import { drawBreak } from './wall_break.js';
import { drawBreakouts, drawReports } from './wall_breakouts.js';
import { drawCanvas } from './wall_canvas.js';
import { drawCards } from './wall_cards.js';
import { drawWallFocus } from './wall_focus.js';
import { drawWallHeat } from './wall_heat.js';
import { drawLobby } from './wall_lobby.js';
import { forget } from './wall_parts.js';
import { drawPolls } from './wall_polls.js';
import { drawResults } from './wall_results.js';
import { drawText } from './wall_text.js';
import { drawTurns } from './wall_turns.js';
import { drawVoting } from './wall_voting.js';
import { drawWriting } from './wall_writing.js';

const PICTURES = {
  lobby: drawLobby,
  writing: drawWriting,
  canvas: drawCanvas,
  cards: drawCards,
  voting: drawVoting,
  results: drawResults,
  focus: drawWallFocus,
  heat: drawWallHeat,
  text: drawText,
  turns: drawTurns,
  break: drawBreak,
  breakouts: drawBreakouts,
  report_back: drawReports,
  polls: drawPolls,
};

export class Wall {
  #picture = null;

  /** `page` says by `data-picture` which picture it is; `holder` is where it is drawn, `more` counts what found no room. */
  constructor({ page, holder, more }) {
    Object.assign(this, { page, holder, more });
  }

  /** Shows a picture of what is in `context`; whether another one was there before. */
  draw(picture, context) {
    const turned = picture !== this.#picture;
    if (turned) {
      this.#picture = picture;
      this.page.dataset.picture = picture;
      this.holder.className = `wall-picture wall-picture--${picture}`;
      this.holder.replaceChildren();
      delete this.holder.dataset.kind;
      forget(this.holder);
      this.more(0);
    }
    PICTURES[picture]?.(this.holder, { ...context, more: this.more });
    return turned;
  }
}
