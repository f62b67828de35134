/** Two versions of a text that began from the same one, pure: nothing that either added is lost. */

/** Theirs, followed by those of my lines that neither they nor what both began from have. */
export function together(base, mine, theirs) {
  const known = new Set([...base.split('\n'), ...theirs.split('\n')].map((line) => line.trim()));
  const added = mine.split('\n').filter((line) => line.trim() && !known.has(line.trim()));
  return added.length ? [theirs.trimEnd(), ...added].join('\n').trimStart() : theirs;
}
