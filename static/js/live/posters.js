/** A gallery walk in numbers, pure: where a seat begins, and how long one poster has. */

const MINUTE_MS = 60_000;

/** At which of `count` posters a seat begins, so that people spread. */
export function firstPoster(seat, count) {
  return count ? Math.abs(Number(seat) || 0) % count : 0;
}

/** How long one of `count` posters has, in ms; null where the step is open in time. */
export function posterTime(minutes, count) {
  return minutes && count ? (minutes * MINUTE_MS) / count : null;
}
