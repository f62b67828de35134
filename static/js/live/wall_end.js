/** After the end: thanks, when we meet again, and where the minutes are. The server has written it; this looks for news. */

const LOOKS_EVERY_MS = 6_000;

export class WallEnd {
  #looking = null;

  /** `place`: the section; its `data-address` answers {minutes: "coming" | "ready" | "none"}. */
  constructor(place) {
    this.place = place;
  }

  /** Begins to look whether the minutes are there, or (`shown` false) ends it. */
  show(shown) {
    if (!shown) {
      window.clearInterval(this.#looking);
      this.#looking = null;
    } else if (this.#looking === null) {
      this.#looking = window.setInterval(() => this.#look(), LOOKS_EVERY_MS);
      this.#renew().then(() => this.#look());
    }
  }

  /** What was planned, or changed, while the session ran: the section as the server writes it now. */
  async #renew() {
    try {
      const answer = await fetch(window.location.href, { headers: { Accept: 'text/html' } });
      const page = answer.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html') : null;
      const fresh = page?.querySelector('[data-part="end"]');
      if (fresh) this.place.replaceChildren(...fresh.children);
    } catch {
      // Without a connection what stands there is still right enough.
    }
  }

  async #look() {
    try {
      const answer = await fetch(this.place.dataset.address, { headers: { Accept: 'application/json' } });
      if (answer.ok) this.#draw(await answer.json());
    } catch {
      // The next look may have a connection.
    }
  }

  #draw({ minutes }) {
    for (const text of this.place.querySelectorAll('[data-minutes]')) text.hidden = text.dataset.minutes !== minutes;
  }
}
