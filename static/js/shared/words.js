/** Sentences in the reader's language, from the page's word lists; `{name}` places are filled in. */

const lists = [...document.querySelectorAll('script#words, script[data-words]')].map((script) => JSON.parse(script.textContent));
const list = Object.assign({}, ...lists);
const plural = new Intl.PluralRules(document.documentElement.lang || 'en');

/** Takes over the word lists of another page, of which parts are shown on this one. */
export function learnWords(page) {
  for (const script of page.querySelectorAll('script[data-words]')) Object.assign(list, JSON.parse(script.textContent));
}

/** What is written from right to left is set apart, so that it turns nothing in the sentence around it. */
function apart(value) {
  return /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(value) ? `\u2068${value}\u2069` : value;
}

function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (place, name) => (name in values ? apart(String(values[name])) : place));
}

export function say(key, values = {}) {
  return filled(list[key] ?? key, values);
}

/** The sentence for a number of things: "1 note", "2 notes". */
export function sayCount(key, count, values = {}) {
  const forms = list[key] ?? {};
  return filled(forms[plural.select(count)] ?? forms.other ?? key, { count, ...values });
}
