/** Two people's words for one place: both stand beside it until somebody chooses. */

import { say } from './words.js';

/**
 * Shows a refused writing at its passage. `theirs()` gives the text that stands there now, null where the place is
 * gone; `choose(how)` is called with "mine", "theirs" or "both".
 */
export function showConflict(place, { id, message, conflict, mine, theirs, choose }) {
  place.querySelector(`[data-refused="${id}"]`)?.remove();
  const box = element('div', 'conflict notice notice--warn');
  box.dataset.refused = id;
  box.setAttribute('role', 'group');
  const gone = theirs === null;
  box.append(element('p', '', gone ? say('lost_place') : conflict ? say('conflict') : say('refused', { reason: message })));
  box.append(labelled(say('mine'), mine));
  if (!gone && conflict) box.append(labelled(say('theirs'), theirs));
  const row = element('div', 'row');
  const ways = gone || !conflict ? [['theirs', 'dismiss']] : [['mine', 'keep_mine'], ['theirs', 'keep_theirs'], ['both', 'keep_both']];
  for (const [how, word] of ways) {
    const button = element('button', 'button button--small', say(word));
    button.type = 'button';
    button.addEventListener('click', () => {
      box.remove();
      choose(how);
    });
    row.append(button);
  }
  box.append(row);
  place.append(box);
  return box;
}

function labelled(label, text) {
  const part = element('div', 'conflict-text');
  const strong = element('strong', '', label);
  part.append(strong, ' ', text);
  return part;
}

function element(name, className, text = '') {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}
