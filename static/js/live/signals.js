/** A participant's signals: ready, hand raised. */

export function enableSignals(root, { sessionId, run }) {
  const buttons = {
    ready: root.querySelector('[data-action="ready"]'),
    hand: root.querySelector('[data-action="hand"]'),
  };
  buttons.ready?.addEventListener('click', () => {
    run('ready.set', { session: sessionId, ready: buttons.ready.ariaPressed !== 'true' });
  });
  buttons.hand?.addEventListener('click', () => {
    run(buttons.hand.ariaPressed === 'true' ? 'hand.lower' : 'hand.raise', { session: sessionId });
  });
  return {
    draw(state) {
      for (const [name, button] of Object.entries(buttons)) {
        if (!button) continue;
        button.hidden = state.session?.status !== 'running';
        button.ariaPressed = String(Boolean(state.mine[name]));
      }
    },
  };
}
