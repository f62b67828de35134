// Leaves of many choices only those that have the typed words in them; what is chosen stays in sight.
// <div data-find-choice hidden>...<input type="search" data-none="..."><p role="status"></div> before .choices--many
import { belongsToComposition } from "../shared/composing.js";

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function find(place) {
  const field = place.querySelector("input");
  const told = place.querySelector("[role=status]");
  const choices = [...place.nextElementSibling.querySelectorAll(".choice")].map((choice) => ({
    choice,
    words: plain(`${choice.textContent} ${choice.dataset.words ?? ""}`),
    chosen: choice.querySelector("input"),
    always: choice.querySelector("[data-other]") !== null,
  }));

  function look() {
    const wanted = plain(field.value).trim();
    const found = choices.filter(({ words, always }) => !always && words.includes(wanted));
    for (const { choice, words, chosen, always } of choices) {
      choice.hidden = !(always || chosen.checked || words.includes(wanted));
    }
    told.textContent = found.length > 0 ? "" : field.dataset.none;
    return found;
  }

  field.addEventListener("input", look);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || belongsToComposition(event)) return;
    event.preventDefault(); // the form isn't complete yet
    const found = look();
    if (found.length === 1) found[0].chosen.checked = true;
  });
  place.hidden = false;
}

for (const place of document.querySelectorAll("[data-find-choice]")) find(place);
