// Suggests practices while somebody types a wish: by their words at once, in a better order when that arrives.
// <div data-suggestions="address" data-meaning="address" data-chosen="Chosen:" hidden>...<ul></ul><p role="status"></div>
const WAIT = 300; // ms after the last key
const LEAST = 3; // letters

function suggest(place) {
  const form = place.closest("form");
  const text = form.elements.text;
  const practice = form.elements.practice;
  const list = place.querySelector("ul");
  const told = place.querySelector("[role=status]");
  let timer = null;
  let asked = null;

  function choose(one) {
    practice.value = String(one.practice);
    told.textContent = `${place.dataset.chosen} ${one.title}`;
    for (const button of list.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.value === practice.value));
    }
  }

  function draw(found) {
    // What somebody has reached by keyboard stays under their fingers.
    if (list.contains(document.activeElement)) return;
    list.replaceChildren(
      ...found.map((one) => {
        const item = document.createElement("li");
        const button = document.createElement("button");
        button.type = "button";
        button.className = "button button--small suggestion";
        button.value = String(one.practice);
        button.setAttribute("aria-pressed", String(button.value === practice.value));
        const title = document.createElement("bdi");
        title.textContent = one.title;
        if (one.language) title.lang = one.language;
        button.append(title, ` · ${one.city}`);
        button.addEventListener("click", () => choose(one));
        item.append(button);
        return item;
      }),
    );
    place.hidden = found.length === 0;
  }

  async function ask() {
    const typed = text.value.trim();
    asked?.abort();
    if (typed.length < LEAST) return draw([]);
    asked = new AbortController();
    const { signal } = asked;
    const query = new URLSearchParams({ text: typed.slice(0, 1000) });
    for (const name of ["language", "city"]) {
      if (form.elements[name]?.value) query.set(name, form.elements[name].value);
    }
    try {
      for (const address of [place.dataset.suggestions, place.dataset.meaning]) {
        const answer = await fetch(`${address}?${query}`, { signal, headers: { Accept: "application/json" } });
        if (!answer.ok) continue;
        const found = await answer.json();
        if (found && !signal.aborted) draw(found);
      }
    } catch {
      // Without a network, or overtaken by the next key: suggestions are a help and nothing more.
    }
  }

  text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  practice.addEventListener("change", () => {
    for (const button of list.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.value === practice.value));
    }
  });
  if (text.value.trim()) ask();
}

for (const place of document.querySelectorAll("[data-suggestions]")) suggest(place);
