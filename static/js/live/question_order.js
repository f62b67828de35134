/** Questions of a Q&A in the order in which they are read, pure. */

/** Those not answered first, by support, then as they were asked. */
export function inOrder(questions) {
  return [...questions].sort((one, other) => Number(one.answered) - Number(other.answered) || other.votes - one.votes || one.id - other.id);
}
