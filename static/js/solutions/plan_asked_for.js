/** Whoever asked for a transfer plan comes to where it stands, far below: while it is drafted, and once it is ready. */

const place = document.getElementById(location.hash.slice(1));
if (place) {
  // On a narrow screen its canvas may lie behind another tab.
  document.querySelector(`[data-tab="${place.dataset.of}"]`)?.click();
  place.scrollIntoView({ block: 'center' });
  place.focus({ preventScroll: true });
}
