/** What a session is at, pure: folds the server's snapshot and deltas of the subject "session:<id>". */

/** Rows that are kept by their ids and nothing more. */
const LISTS = ['records', 'rounds', 'breakouts', 'polls', 'questions', 'turns'];

export class SessionState {
  constructor(snapshot = null) {
    this.replace(snapshot ?? {});
  }

  replace(snapshot) {
    this.session = snapshot.session ?? null;
    this.blocks = new Map((snapshot.blocks ?? []).map((block) => [block.id, block]));
    for (const list of LISTS) this[list] = new Map((snapshot[list] ?? []).map((row) => [row.id, row]));
    this.timer = snapshot.timer ?? { ends_at: null, seconds: 0 };
    this.ready = snapshot.ready ?? { count: 0, of: 0 };
    this.hands = snapshot.hands ?? [];
    this.people = new Map((snapshot.people ?? []).map((person) => [person.id, person]));
    this.now = snapshot.now ?? null;
    this.mine = { ready: false, hand: false, ...snapshot.mine };
  }

  merge({ put = {}, drop = {}, mine = null }) {
    if (put.session) this.session = { ...this.session, ...put.session };
    for (const block of put.blocks ?? []) this.blocks.set(block.id, block);
    for (const id of drop.blocks ?? []) this.blocks.delete(id);
    for (const list of LISTS) {
      for (const row of put[list] ?? []) this[list].set(row.id, row);
      for (const id of drop[list] ?? []) this[list].delete(id);
    }
    if (put.timer) this.timer = put.timer;
    if (put.ready) this.ready = put.ready;
    if (put.hands) this.hands = put.hands;
    for (const person of put.people ?? []) this.people.set(person.id, person);
    for (const id of drop.people ?? []) this.people.delete(id);
    if (put.now) this.now = put.now;
    if (put.mine || mine) this.mine = { ...this.mine, ...put.mine, ...mine };
  }

  blocksInOrder() {
    return [...this.blocks.values()].sort((one, other) => one.position - other.position || one.id - other.id);
  }

  /** The block the session is at, null before the first. */
  step() {
    return this.blocks.get(this.session?.step) ?? null;
  }

  /** The stage of the present step, such as "vote" or "breakouts"; null where the block has no steps. */
  stage() {
    return this.step()?.steps?.[this.session?.step_index ?? 0]?.stage ?? null;
  }

  /** The block before the present one, null at the beginning. */
  stepBefore() {
    const blocks = this.blocksInOrder();
    return blocks[blocks.findIndex((block) => block.id === this.session?.step) - 1] ?? null;
  }

  /** The block after the present one, null at the end. */
  nextStep() {
    const blocks = this.blocksInOrder();
    return blocks[blocks.findIndex((block) => block.id === this.session?.step) + 1] ?? null;
  }
}
