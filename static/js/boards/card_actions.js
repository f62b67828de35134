/** What is done on the cards of a board: menus, votes, selecting, opening, dragging, settling a refusal. */

import { enableDragging } from './dragging.js';
import { titleFrom } from './grouping.js';
import { pendingOn } from './pending.js';

/** Whether a text is longer than what its card shows of it. */
function isCut(text) {
  return text.scrollHeight > text.clientHeight + 1;
}

/** `state()` gives the board's present state; the others are the parts of the room that act. */
export function enableCardActions(board, { state, outbox, view, composer, grouping, noteMenu, clusterMenu, redraw }) {
  const noteOf = (card) => state().notes.get(Number(card.dataset.note));
  const clusterOf = (card) => state().clusters.get(Number(card.dataset.cluster));

  const actions = {
    more: ({ card }) => noteMenu.open(noteOf(card), state()),
    'cluster-more': ({ cluster }) => clusterMenu.open(clusterOf(cluster), state()),
    open: ({ cluster }) => toggle(Number(cluster.dataset.cluster)),
    'open-loose': ({ control }) => toggleArea(Number(control.closest('.area').dataset.area)),
    'write-here': ({ control }) => composer.writeIn(Number(control.closest('.area').dataset.area)),
    vote: ({ control, target }) => control.ariaDisabled !== 'true' && outbox.put('vote.cast', { board: state().board.id, on: target }),
    withdraw: ({ target }) => withdraw(target),
    again: ({ card }) => outbox.tryAgain(card.dataset.operation),
    discard: ({ card }) => outbox.takeBack(card.dataset.operation),
    rewrite: ({ card }) => rewrite(card.dataset.operation),
  };

  board.addEventListener('click', (event) => {
    const control = event.target.closest('[data-action]');
    if (!control) {
      if (!event.target.closest('button, input, label, select, a')) tapped(event.target.closest('.note'));
      return;
    }
    const card = control.closest('.note');
    const cluster = control.closest('.cluster');
    const target = card ? `note:${card.dataset.note}` : `cluster:${cluster?.dataset.cluster}`;
    actions[control.dataset.action]?.({ control, card, cluster, target });
  });

  /** A tap on a note opens what can be done with it; while notes are being selected, it selects. */
  function tapped(card) {
    const note = card && noteOf(card);
    if (!note || !window.getSelection().isCollapsed) return;
    const offers = (name) => Boolean(card.querySelector(`[data-part="${name}"]:not([hidden])`));
    if (grouping.isSelecting && offers('select')) grouping.toggle(note.id);
    else if (offers('more')) noteMenu.open(note, state());
    else if (isCut(card.querySelector('[data-part="text"]'))) noteMenu.read(note, state());
  }

  board.addEventListener('change', (event) => {
    if (event.target.dataset.action === 'select') grouping.toggle(Number(event.target.closest('.note').dataset.note));
  });

  function toggle(cluster) {
    if (!view.closedClusters.delete(cluster)) view.closedClusters.add(cluster);
    redraw();
  }

  function toggleArea(area) {
    if (!view.closedAreas.delete(area)) view.closedAreas.add(area);
    redraw();
  }

  function withdraw(target) {
    const pending = pendingOn(state().board.id, state(), outbox.entries);
    const vote = state().myVotesOn(target).findLast((mine) => !pending.withdrawn.has(mine.id));
    if (vote) outbox.put('vote.withdraw', { vote: vote.id });
  }

  /** Takes a refused text back to where it can be changed. */
  function rewrite(operationId) {
    const entry = outbox.takeBack(operationId);
    if (!entry) return;
    const message = entry.answer?.message ?? '';
    if (entry.name === 'note.post') {
      composer.takeBack({ ...entry.payload, message, force: true });
      composer.text.focus();
    } else {
      noteMenu.edit(entry.payload.note, entry.payload.text, message);
    }
  }

  enableDragging(board, {
    dropped(source, target) {
      if (source.kind === 'cluster') mergeInto(source.id, target.id);
      else putNote(state().notes.get(source.id), target);
    },
  });

  function mergeInto(cluster, into) {
    const { clusters } = state();
    if (clusters.has(cluster) && clusters.has(into)) outbox.put('cluster.merge', { cluster, into });
  }

  /** `note` may have gone while it was dragged. */
  function putNote(note, target) {
    if (!note) return;
    if (target.kind === 'cluster' && target.id !== note.cluster) outbox.put('cluster.add', { cluster: target.id, notes: [note.id] });
    if (target.kind === 'note') {
      const other = state().notes.get(target.id);
      const title = titleFrom(other && state().textOf(other));
      const language = other ? state().languageOf(other) : null;
      outbox.put('cluster.make', { board: state().board.id, notes: [target.id, note.id], title, language });
    }
    if (target.kind === 'area' && state().clusters.has(note.cluster)) outbox.put('cluster.take_out', { note: note.id });
    if (target.kind === 'area' && target.id !== note.area) outbox.put('note.move', { note: note.id, area: target.id });
  }
}
