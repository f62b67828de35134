/**
 * Whether a key belongs to a composition, as of dead keys and of Chinese, Japanese and Korean input: Enter then
 * settles a word and sends nothing. Safari ends the composition before that key comes; its code 229 still tells.
 */
export function belongsToComposition(event) {
  return event.isComposing || event.keyCode === 229;
}
