/** Parts of another page of the session, shown in the room: that page stays the one place where they are written. */

/** An address of this site as the seat that this device speaks for (`seat`; null for the reader's own). */
export function seated(address, seat) {
  const asked = new URL(address, window.location.href);
  if (seat) asked.searchParams.set('as', seat);
  return asked.href;
}

/** The page that an answer holds. Throws where it is another one: `mark` is a selector that finds something on the right one. */
export async function pageOf(answer, mark) {
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  if (!page.querySelector(mark)) throw new Error(`no ${mark} in an answer of ${answer.status}`);
  return page;
}

/** The page's own stylesheets come with its parts: the room doesn't load them before. `names`: such as "commitments". */
export function dressLike(page, ...names) {
  for (const link of page.querySelectorAll('link[rel="stylesheet"]')) {
    const address = link.getAttribute('href');
    if (!names.some((name) => address.includes(`/${name}.css`))) continue;
    if (!document.querySelector(`link[href="${address}"]`)) document.head.append(document.importNode(link, true));
  }
}
