/** In the console: the running order, of the present part its steps as well, and the line that says where one is. */

import { say } from '../shared/words.js';

function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/** A step's name with its minutes, as "Vote · 5 min". */
function stepText({ stage, minutes }) {
  return [say(`step_${stage}`), minutes ? say('minutes', { count: minutes }) : null].filter(Boolean).join(' · ');
}

export class RunOrder {
  #picture = '';
  #place = null;

  /** `own`: the reader's name; of others it is said that they pressed. */
  constructor(root, { own }) {
    const part = (name) => root.querySelector(`[data-part="${name}"]`);
    Object.assign(this, { own, list: part('run'), where: part('where'), step: part('where-step'), turned: part('turned') });
  }

  draw(state) {
    const { step: current = null, step_index: place = 0, status, title } = state.session ?? {};
    const blocks = state.blocksInOrder();
    const block = state.step();
    const picture = JSON.stringify([current, place, status, blocks.map((one) => [one.id, one.title, one.minutes, one.ended_at, one.leads, one.instruction, one.steps])]);
    this.#drawTurned(state, blocks);
    if (picture === this.#picture) return;
    this.#picture = picture;
    this.where.textContent = block?.title ?? title ?? '';
    const steps = block?.steps ?? [];
    this.step.textContent = block && steps.length
      ? say('step_of', { number: place + 1, of: steps.length, step: stepText(steps[place] ?? steps[0]) })
      : block ? say('minutes', { count: block.minutes }) : '';
    this.list.replaceChildren(...blocks.map((one) => this.#item(one, one.id === current, place)));
  }

  #item(block, isPresent, place) {
    const title = element('bdi', 'run-title', block.title);
    const item = element('li', 'run-block', title, ' ', element('span', 'run-minutes soft', say('minutes', { count: block.minutes })));
    item.classList.toggle('run-block--done', Boolean(block.ended_at) && !isPresent);
    if (!isPresent) return item;
    item.setAttribute('aria-current', 'step');
    const steps = (block.steps ?? []).map((step, index) => {
      const row = element('li', 'run-step', stepText(step));
      if (index === place) row.setAttribute('aria-current', 'step');
      row.classList.toggle('run-step--done', index < place);
      return row;
    });
    if (steps.length) item.append(element('ol', 'run-steps', ...steps));
    item.append(...this.#notesFor(block));
    return item;
  }

  /** What whoever leads needs at hand of the present part: who leads, how it is done. */
  #notesFor(block) {
    const lines = [block.leads && say('led_by', { names: block.leads }), block.instruction].filter(Boolean);
    return lines.map((text) => {
      const line = element('p', 'run-note soft', text);
      line.dir = 'auto';
      return line;
    });
  }

  /** Who pressed, when it was somebody else. */
  #drawTurned(state, blocks) {
    const { step = null, step_index: index = 0, turned_by: name = null, status } = state.session ?? {};
    const place = [status === 'ended' ? blocks.length : blocks.findIndex((block) => block.id === step), index];
    const before = this.#place;
    this.#place = place;
    if (before && before.join() === place.join()) return;
    const back = before && (place[0] < before[0] || (place[0] === before[0] && place[1] < before[1]));
    const theirs = before && name && name !== this.own;
    this.turned.textContent = theirs ? say(back ? 'pressed_back' : 'pressed_next', { name }) : '';
  }
}
