// Libraries a page can do without for a while: fetched again when the network is back.

const AGAIN_MS = 15_000;

/** What `load` imports. It doesn't reject: over a bad network it tries until the library is there. */
export async function library(load) {
  for (;;) {
    try {
      return await load();
    } catch {
      await networkIsBack();
    }
  }
}

function networkIsBack() {
  return new Promise((resolve) => {
    const again = () => {
      window.removeEventListener('online', again);
      window.clearTimeout(timer);
      resolve();
    };
    const timer = window.setTimeout(again, AGAIN_MS);
    window.addEventListener('online', again);
  });
}
