/** Where the field of a canvas lies: data attributes that the style sheet knows, since it admits no inline style. */

const NAMES = ['column', 'row', 'columns', 'rows'];

/** `place`: [column, row, columns, rows] from 1 on, or nothing for a column of a board. */
export function putInPlace(element, place) {
  if (place) NAMES.forEach((name, index) => { element.dataset[name] = place[index]; });
  return element;
}
