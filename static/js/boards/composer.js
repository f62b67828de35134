/** Where one writes: text, area, what remains of 500 characters. What is typed survives reload and leaving. */

import { belongsToComposition } from '../shared/composing.js';
import { say, sayCount } from '../shared/words.js';

const NOTE_LENGTH = 500;
const SHOW_LEFT_BELOW = 80;

export class Composer extends EventTarget {
  #board = null;
  #areas = '';
  #refusal = '';
  #reason = '';

  /**
   * `languages` (of languages.js): what one may write in; `drafts` (of window_items.js) keeps a draft per board,
   * `kept` (of kept.js) the language that `owner` chose. Tells "post" with {area, text, language}, "typing", "area" when
   * another one is chosen, and "up" when somebody leaves the empty text upwards by the keyboard.
   */
  constructor(form, { owner, languages, drafts, kept }) {
    super();
    this.form = form;
    this.owner = owner;
    this.drafts = drafts;
    this.kept = kept;
    this.languages = languages;
    this.language = form.querySelector('[data-part="language"]');
    this.text = form.querySelector('textarea');
    this.post = form.querySelector('.composer-post');
    this.areas = form.querySelector('[data-part="areas"]');
    this.say = form.querySelector('[data-part="say"]');
    this.left = form.querySelector('[data-part="left"]');
    this.open = false;
    this.#chooseLanguage();
    form.addEventListener('submit', (event) => this.#submit(event));
    this.language?.addEventListener('change', () => this.#languageChosen());
    form.addEventListener('change', ({ target }) => (target.name === 'area' ? this.#turned() : this.#keep()));
    this.text.addEventListener('input', () => this.#typed());
    this.text.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && !event.shiftKey && !belongsToComposition(event)) {
        event.preventDefault();
        form.requestSubmit();
      }
      if (event.key === 'ArrowUp' && this.text.value === '') {
        event.preventDefault();
        this.dispatchEvent(new Event('up'));
      }
    });
  }

  /** The language that was chosen here before, or else the page's, or the session's. */
  #chooseLanguage() {
    if (!this.language) return;
    const chosen = this.kept.get(`language:${this.owner}`);
    this.language.value = chosen in this.languages.known ? chosen : this.languages.likely(document.documentElement.lang);
    this.text.lang = this.language.value;
  }

  #languageChosen() {
    this.text.lang = this.language.value;
    this.kept.set(`language:${this.owner}`, this.language.value);
    this.text.focus();
  }

  get hasText() {
    return this.text.value.trim() !== '';
  }

  get isWriting() {
    return this.hasText && document.activeElement === this.text;
  }

  /** Turns to a board: its areas to choose from and the draft left there. */
  show(board, areas) {
    if (board !== this.#board) {
      this.#board = board;
      this.#areas = '';
      this.#restore();
    }
    const picture = JSON.stringify(areas.map((area) => [area.id, area.title]));
    if (picture === this.#areas) return;
    this.#areas = picture;
    const chosen = this.area ?? this.wantedArea ?? areas[0]?.id;
    this.areas.replaceChildren(...areas.map((area) => this.#areaChoice(area, area.id === chosen)));
    if (areas.length && !this.area) this.areas.querySelector('input').checked = true;
    this.areas.hidden = areas.length < 2;
    this.#centre();
  }

  #areaChoice(area, checked) {
    const label = document.createElement('label');
    label.className = 'composer-area';
    const input = document.createElement('input');
    input.type = 'radio';
    input.name = 'area';
    input.value = area.id;
    input.checked = checked;
    const name = document.createElement('span');
    name.textContent = area.title;
    label.append(input, name);
    return label;
  }

  get area() {
    const checked = this.areas.querySelector('input:checked');
    return checked ? Number(checked.value) : null;
  }

  chooseArea(area) {
    for (const input of this.areas.querySelectorAll('input')) input.checked = Number(input.value) === area;
    this.#turned();
  }

  /** Another area is chosen, by whichever way: all of it is in sight, and so is where the text goes. */
  #turned() {
    this.#centre();
    this.#keep();
    this.dispatchEvent(new Event('area'));
  }

  #centre() {
    const chosen = this.areas.querySelector('input:checked')?.parentElement;
    if (chosen) this.areas.scrollLeft = chosen.offsetLeft - (this.areas.clientWidth - chosen.offsetWidth) / 2;
  }

  /** Chooses an area and puts the cursor into the text. */
  writeIn(area) {
    this.chooseArea(area);
    this.text.focus();
  }

  /** Whether the board takes notes; a text that is there stays in sight with `reason`. */
  setOpen(open, reason = '') {
    this.open = open;
    this.form.hidden = !open && !this.hasText;
    this.post.disabled = !open;
    this.#reason = open ? '' : reason;
    this.#tell();
    this.form.classList.toggle('composer--closed', !open);
  }

  /** Takes a refused text back when nothing else stands there; says why. Whether it was taken. */
  takeBack({ text, area, message, force = false }) {
    if (this.hasText && !force) return false;
    this.text.value = this.hasText ? `${this.text.value.trimEnd()}\n${text}` : text;
    if (area) for (const input of this.areas.querySelectorAll('input')) input.checked = Number(input.value) === area;
    this.#refusal = message;
    this.#tell();
    this.form.hidden = false;
    this.#keep();
    this.#measure();
    return true;
  }

  #submit(event) {
    event.preventDefault();
    if (!this.open) return;
    const text = this.text.value.trim();
    if (!text) return this.text.focus();
    if ([...text].length > NOTE_LENGTH) return this.#measure();
    this.dispatchEvent(new CustomEvent('post', { detail: { area: this.area, text, language: this.language?.value ?? this.languages.own } }));
    this.text.value = '';
    this.#keep();
    this.#measure();
    this.#quiet();
    this.text.focus();
  }

  #typed() {
    this.#keep();
    this.#measure();
    this.#quiet();
    this.dispatchEvent(new Event('typing'));
  }

  #quiet() {
    this.#refusal = '';
    this.#tell();
  }

  /** A refusal stays until the text is touched; otherwise the reason why the board takes no notes. */
  #tell() {
    this.say.textContent = this.#refusal || this.#reason;
    this.say.classList.toggle('field-error', Boolean(this.#refusal));
  }

  #measure() {
    const left = NOTE_LENGTH - [...this.text.value.trim()].length;
    this.left.hidden = left > SHOW_LEFT_BELOW;
    this.left.textContent = this.left.hidden ? '' : left >= 0 ? sayCount('characters_left', left) : sayCount('too_long', -left);
    this.left.classList.toggle('field-error', left < 0);
  }

  #keep() {
    if (this.#board === null) return;
    if (this.text.value) this.drafts.keep(this.#board, { text: this.text.value, area: this.area });
    else this.drafts.drop(this.#board);
  }

  #restore() {
    const draft = this.drafts.take(this.#board);
    this.text.value = draft?.text ?? '';
    this.wantedArea = draft?.area ?? null;
    this.areas.replaceChildren();
    this.#quiet();
    this.#measure();
  }

  /** What to say when the board takes no notes. */
  static closedReason(board) {
    return board?.locked ? say('locked') : say('draft_kept');
  }
}
