/** A part of the room whose modules come when it is first needed: a phone on a slow network doesn't wait for them. */

const AGAIN_MS = 3_000;

export class LatePart {
  #asked = false;

  /**
   * `needed(...drawn)`: whether there is something of it to draw; `load()` promises the part, made, with its `draw`; `loaded()` is
   * called when it is there, to be drawn again.
   */
  constructor({ needed, load, loaded }) {
    Object.assign(this, { needed, load, loaded });
    this.part = null;
  }

  /** What the part's own `draw` gives; false until it is there. */
  draw(...drawn) {
    if (this.part) return this.part.draw(...drawn);
    if (!this.#asked && this.needed(...drawn)) this.#load();
    return false;
  }

  refused(...refusal) {
    return this.part?.refused?.(...refusal) ?? false;
  }

  async #load() {
    this.#asked = true;
    try {
      this.part = await this.load();
      this.loaded();
    } catch {
      // The network is away: it is asked for again.
      window.setTimeout(() => {
        this.#asked = false;
        this.loaded();
      }, AGAIN_MS);
    }
  }
}
