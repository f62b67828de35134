/** Which clusters are folded up: all or none by default, and those that somebody opened or closed besides. */

export class ClosedClusters {
  #given = false;
  #closed = false;
  #others = new Set();

  /** Whether clusters are closed unless somebody opens them; a change of it forgets what was opened and closed. */
  byDefault(closed) {
    if (closed === this.#given) return;
    this.#given = closed;
    this.all(closed);
  }

  /** Closes or opens every cluster. */
  all(closed) {
    this.#closed = closed;
    this.#others.clear();
  }

  get areClosed() {
    return this.#closed;
  }

  has(cluster) {
    return this.#others.has(cluster) !== this.#closed;
  }

  add(cluster) {
    if (!this.has(cluster)) this.#turn(cluster);
    return this;
  }

  /** Opens a cluster. Whether it was closed. */
  delete(cluster) {
    const was = this.has(cluster);
    if (was) this.#turn(cluster);
    return was;
  }

  #turn(cluster) {
    if (!this.#others.delete(cluster)) this.#others.add(cluster);
  }
}
