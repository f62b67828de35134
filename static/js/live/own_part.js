/** Parts of a session that are meant for what it keeps beside its boards: its canvases, or what its cities commit to. */

export const CANVASES = 'canvases';
export const COMMITMENTS = 'commitments';

/** Which of them the session is at, null at any other part and while it doesn't run. `session`: a SessionState. */
export function ownPart(session) {
  if (session.session?.status !== 'running') return null;
  const method = session.step()?.method;
  return method === CANVASES || method === COMMITMENTS ? method : null;
}
