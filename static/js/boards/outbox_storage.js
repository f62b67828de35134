/**
 * Where the outbox is kept between two loads of the page: one item per operation, so that two windows of one
 * person never overwrite each other's. `owner` names whose outbox it is, `kept` (of kept.js) is what keeps it.
 */

export function outboxStorage(owner, kept) {
  const prefix = `outbox:${owner}:`;
  return {
    load: () => kept.keys(prefix).map((key) => parsed(kept.get(key))).filter(Boolean),
    put: (entry) => kept.set(prefix + entry.operation_id, JSON.stringify(entry)),
    remove: (operationId) => kept.remove(prefix + operationId),
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
