/**
 * One subject's stream, pure: decides what of snapshots, catch-ups and frames is applied, and when there is a gap.
 *
 * Deltas are states, not operations, so a frame that overlaps what is known may be applied again; only a frame
 * that begins after what is known leaves something out. While an answer to `subscribe` is awaited, frames are
 * kept and judged after it.
 */

export const APPLIED = 'applied';
export const KNOWN = 'known';
export const KEPT = 'kept';
export const GAP = 'gap';

/** More frames than this while waiting for an answer, and the oldest go: the gap is then found and repaired. */
const KEPT_AT_MOST = 500;

export class Feed {
  /** `model` folds: `replace(snapshot)` and `merge(delta)`; `revision` is what the page was rendered with. */
  constructor(subject, model, revision = null) {
    this.subject = subject;
    this.model = model;
    this.revision = revision;
    this.awaiting = false;
    this.kept = [];
  }

  /** The payload to subscribe with; frames are kept from now until `answered`. */
  ask() {
    this.awaiting = true;
    this.kept = [];
    return { subject: this.subject, revision: this.revision };
  }

  /** Takes a `frame`: APPLIED, KNOWN (nothing new), KEPT (an answer is awaited) or GAP (ask again). */
  receive(frame) {
    if (this.awaiting) {
      this.kept.push(frame);
      if (this.kept.length > KEPT_AT_MOST) this.kept.shift();
      return KEPT;
    }
    if (this.revision === null || frame.from > this.revision) return GAP;
    if (frame.to <= this.revision) {
      // A personal overlay may come alone, without a step of the revision.
      if (frame.to < this.revision || !frame.mine) return KNOWN;
    }
    this.model.merge(frame);
    this.revision = frame.to;
    return APPLIED;
  }

  /** Takes the acknowledgement of `subscribe`, then the frames kept meanwhile: APPLIED or GAP. */
  answered(answer) {
    this.awaiting = false;
    const kept = this.kept;
    this.kept = [];
    if (answer.snapshot) {
      this.model.replace(answer.snapshot);
      this.revision = answer.revision;
    } else if (this.revision === null || answer.from > this.revision) {
      this.revision = null;
      return GAP;
    } else if (answer.revision >= this.revision) {
      this.model.merge(answer);
      this.revision = answer.revision;
    }
    for (const frame of kept) {
      if (this.receive(frame) === GAP) return GAP;
    }
    return APPLIED;
  }
}
