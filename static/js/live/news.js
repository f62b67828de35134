/** What happened on the stream, told in words to those who can't see it happen: gathered, never a flood. */

import { say, sayCount } from '../shared/words.js';

export class News {
  #stage;
  #status;

  constructor({ announcer, following, isDrawn }) {
    Object.assign(this, { announcer, following, isDrawn });
    this.#stage = following.board.board?.stage ?? null;
    this.#status = following.session.session?.status;
    following.addEventListener('session', () => this.#sessionChanged());
    following.addEventListener('board', () => this.#boardChanged());
    following.addEventListener('moved', () => { this.#stage = null; });
  }

  #sessionChanged() {
    const status = this.following.session.session?.status;
    if (status === 'ended' && this.#status && this.#status !== 'ended') this.announcer.say(say('session_ended'));
    if (status === 'running' && this.#status === 'ended') this.announcer.say(say('session_reopened'));
    this.#status = status;
  }

  #boardChanged() {
    const state = this.following.board;
    const changes = state.takeChanges();
    const others = [...changes.notes].filter((id) => state.notes.has(id) && !state.isMine(id) && !this.isDrawn(id));
    if (!changes.everything && others.length) this.announcer.count('notes', others.length, (count) => sayCount('new_notes', count));
    const stage = state.board?.stage ?? null;
    if (this.#stage && stage !== this.#stage) {
      const name = document.querySelector(`.stage[data-stage="${stage}"]`)?.dataset.name ?? stage;
      this.announcer.say(say('stage_now', { stage: name }), 'stage');
    }
    this.#stage = stage;
  }
}
