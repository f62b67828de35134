/**
 * Which notes of a large board are shown, pure: by words, by city, and those that are in no cluster yet. Notes that one
 * has written since the filter was set are shown whatever it says.
 */

/** From so many notes on a board can be searched and filtered. */
export const FILTERED_FROM = 30;

/** From so many notes on cards are small, several beside each other. */
export const LARGE_FROM = 60;

/** A text as it is searched: small letters without accents. */
export function plain(text) {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

export class Filter {
  #words = [];
  #known = new Set();
  #searched = new WeakMap();

  constructor() {
    /** What is shown all the same, such as "note:9": the facilitator shows it to everybody. */
    this.also = null;
    this.clear(null);
  }

  /** Shows everything. */
  clear(state) {
    this.set({ text: '', city: '', loose: false }, state);
  }

  /** `text`: words that all must stand in a note or in its author's name; `city`: its code or ''; `loose`: in no cluster. */
  set({ text, city, loose }, state) {
    Object.assign(this, { text, city, loose });
    this.#words = plain(text).split(/\s+/).filter(Boolean);
    this.#known = new Set(state?.mine.notes.keys());
  }

  get isOn() {
    return this.#words.length > 0 || this.city !== '' || this.loose;
  }

  /** Whether a note of one's own came after the filter was set. */
  isFresh(note, state) {
    return state.isMine(note.id) && !this.#known.has(note.id);
  }

  fits(note, state) {
    if (this.city && note.city !== this.city) return false;
    if (this.loose && state.clusters.has(note.cluster)) return false;
    if (this.#words.length === 0) return true;
    const searched = this.#plain(note, `${state.textOf(note) ?? ''} ${note.author ?? ''}`);
    return this.#words.every((word) => searched.includes(word));
  }

  /** Worked out once for each text: every drawing asks for every note. */
  #plain(note, text) {
    let known = this.#searched.get(note);
    if (known?.text !== text) this.#searched.set(note, known = { text, plain: plain(text) });
    return known.plain;
  }

  shows(note, state) {
    return !this.isOn || this.fits(note, state) || this.isFresh(note, state) || this.also === `note:${note.id}`;
  }

  /** {shown: the notes that are, of, fresh: how many of one's own are shown in spite of the filter}. */
  count(state) {
    const shown = [];
    let fresh = 0;
    for (const note of state.notes.values()) {
      if (!this.isOn || this.fits(note, state) || this.also === `note:${note.id}`) shown.push(note);
      else if (this.isFresh(note, state)) {
        shown.push(note);
        fresh += 1;
      }
    }
    return { shown, of: state.notes.size, fresh };
  }
}
