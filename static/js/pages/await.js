// Looks again every little while whether the worker is done, and then shows the page anew.
// <div data-await="URL" data-await-for="round|drafts|emblem|company">: the address answers with JSON.
const done = {
  round: (answer) => answer.status !== "solving",
  drafts: (answer) => answer.waiting === 0,
  emblem: (answer) => !answer.waiting,
  company: (answer) => answer.failed,
};
// There is nothing more to wait for, and what the page shows is right as it is.
const over = {
  company: (answer) => answer.came,
};
const FIRST = 700;
const SLOWEST = 8000;

async function look(place) {
  const response = await fetch(place.dataset.await, { headers: { Accept: "application/json" } });
  return response.ok ? response.json() : null;
}

function watch(place, pause = FIRST) {
  setTimeout(async () => {
    try {
      const answer = await look(place);
      if (answer && done[place.dataset.awaitFor](answer)) {
        location.reload();
        return;
      }
      if (answer && over[place.dataset.awaitFor]?.(answer)) {
        place.hidden = true;
        return;
      }
    } catch {
      // No connection just now: the next look may have one.
    }
    watch(place, Math.min(pause * 1.3, SLOWEST));
  }, pause);
}

for (const place of document.querySelectorAll("[data-await]")) watch(place);
