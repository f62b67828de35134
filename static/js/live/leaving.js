/** The room is closed to somebody: everything in it goes from their screen, and they are told why. */

/** `reason`: the server's sentence. Nothing of the room can be read or sent from this page afterwards. */
export function goDark(reason) {
  const gone = document.querySelector('[data-part="gone"]');
  for (const dialog of document.querySelectorAll('dialog')) dialog.remove();
  for (const element of document.querySelectorAll('[data-room]')) element.remove();
  for (const data of document.querySelectorAll('#snapshot, #room-data')) data.remove();
  gone.querySelector('[data-part="gone-reason"]').textContent = reason;
  gone.id = 'main';
  gone.hidden = false;
  gone.querySelector('h1').focus();
}
