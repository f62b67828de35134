/** The mark of what simulated people are or do; the server draws the same (templates/shared/marks.html). */

import { say } from './words.js';

export function simulatedMark() {
  const mark = document.createElement('span');
  mark.className = 'simulated';
  mark.textContent = say('simulated');
  return mark;
}
