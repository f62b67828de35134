/**
 * The socket's ticket: says which seat this page has where the browser does not show its cookie (long polling
 * begins with a request that names no origin). It holds for some minutes, so later connections get a new one.
 *
 * `address`: where this browser's cookie gets one; `first`: the page's own, {ticket, seconds}, or null.
 */
const PATIENCE_MS = 4_000;

export class Tickets {
  #address;
  #fetch;
  #now;
  #held = null;
  #renewAt = 0;

  constructor({ address, first = null, fetch = (...request) => window.fetch(...request), now = Date.now }) {
    this.#address = address;
    this.#fetch = fetch;
    this.#now = now;
    if (first) this.#hold(first);
  }

  #hold({ ticket = null, seconds = 0 }) {
    this.#held = ticket;
    // By half of its time: the connection may take a while, and clocks are not all alike.
    this.#renewAt = this.#now() + seconds * 500;
  }

  /** A ticket that still holds as far as one knows, or null when none is to be had. */
  async present() {
    if (this.#now() >= this.#renewAt) await this.#renew();
    return this.#held;
  }

  /** The server takes the present one no longer. */
  refused() {
    this.#held = null;
    this.#renewAt = 0;
  }

  async #renew() {
    let answer;
    try {
      answer = await this.#fetch(this.#address, {
        credentials: 'same-origin',
        cache: 'no-store',
        headers: { Accept: 'application/json' },
        signal: AbortSignal.timeout?.(PATIENCE_MS),
      });
    } catch {
      return; // The one held may do; if not, the server says so and this is tried again.
    }
    if (answer.status >= 500) return;
    try {
      this.#hold(await answer.json());
    } catch {
      this.refused(); // Whoever has no seat any more is sent to a page to sign in: that is no ticket.
    }
  }
}
