/**
 * Where the outbox is kept between two loads of the page: one localStorage item per operation, so that two
 * windows of one person never overwrite each other's. `owner` names whose outbox it is.
 */

export function outboxStorage(owner, storage = window.localStorage) {
  const prefix = `outbox:${owner}:`;
  return {
    load() {
      const entries = [];
      for (let index = 0; index < storage.length; index += 1) {
        const key = storage.key(index);
        if (!key.startsWith(prefix)) continue;
        const entry = parsed(storage.getItem(key));
        if (entry) entries.push(entry);
      }
      return entries;
    },
    put(entry) {
      storage.setItem(prefix + entry.operation_id, JSON.stringify(entry));
    },
    remove(operationId) {
      storage.removeItem(prefix + operationId);
    },
  };
}

function parsed(text) {
  try {
    const entry = JSON.parse(text);
    return entry?.operation_id && entry.name ? entry : null;
  } catch {
    return null;
  }
}
