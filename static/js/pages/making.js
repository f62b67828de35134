// Files that are made when they are asked for: shows that one is being made, and says so when it is there.
// <a data-making="what is told meanwhile" href="...">; without script the link leads to the file as ever.
import { say } from '../shared/words.js';

const template = document.querySelector('#making');
const nameIn = (header) => /filename="([^"]+)"/.exec(header ?? '')?.[1] ?? '';

async function make(link) {
  const told = template.content.firstElementChild.cloneNode(true);
  told.querySelector('[data-part="what"]').textContent = link.dataset.making;
  link.closest('[data-making-place]').append(told);
  link.setAttribute('aria-disabled', 'true');
  try {
    const answer = await fetch(link.href);
    if (!answer.ok) {
      location.assign(link.href); // the page that says why
      return;
    }
    const file = document.createElement('a');
    file.href = URL.createObjectURL(await answer.blob());
    file.download = nameIn(answer.headers.get('Content-Disposition'));
    file.click();
    setTimeout(() => URL.revokeObjectURL(file.href), 60_000);
    told.querySelector('progress').remove();
    told.querySelector('[data-part="what"]').textContent = say('made');
  } catch {
    told.querySelector('progress').remove();
    told.querySelector('[data-part="what"]').textContent = say('offline');
  } finally {
    link.removeAttribute('aria-disabled');
  }
}

document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-making]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  if (link.getAttribute('aria-disabled')) return;
  for (const old of document.querySelectorAll('.making:not(:has(progress))')) old.remove();
  make(link);
});
