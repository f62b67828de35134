// Looks again every little while whether the worker is done, and then shows the page anew.
// <div data-await="URL" data-await-for="round|drafts|emblem">: the address answers with JSON.
const done = {
  round: (answer) => answer.status !== "solving",
  drafts: (answer) => answer.waiting === 0,
  emblem: (answer) => !answer.waiting,
};
const FIRST = 700;
const SLOWEST = 8000;

async function isDone(place) {
  const response = await fetch(place.dataset.await, { headers: { Accept: "application/json" } });
  return response.ok && done[place.dataset.awaitFor](await response.json());
}

function watch(place, pause = FIRST) {
  setTimeout(async () => {
    try {
      if (await isDone(place)) {
        location.reload();
        return;
      }
    } catch {
      // No connection just now: the next look may have one.
    }
    watch(place, Math.min(pause * 1.3, SLOWEST));
  }, pause);
}

for (const place of document.querySelectorAll("[data-await]")) watch(place);
