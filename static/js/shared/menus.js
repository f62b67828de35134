// Menus (details.menu) within one part of a page: a press elsewhere and Escape close them.
import { belongsToComposition } from './composing.js';

/** `within` is a selector, so that it also holds for what replaces that part later. */
export function closeMenus(within) {
  document.addEventListener('click', (event) => {
    for (const menu of document.querySelectorAll(`${within} details.menu[open]`)) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener('keydown', (event) => {
    const menu = event.key === 'Escape' && !belongsToComposition(event) && event.target.closest?.(`${within} details.menu[open]`);
    if (!menu) return;
    menu.open = false;
    menu.querySelector('summary').focus();
  });
}
