// A new session takes its type and length from the template that is chosen, until somebody sets them by hand.

const form = document.getElementById('new');

if (form) {
  const { type, minutes } = form.elements;
  const byHand = new Set();
  form.addEventListener('input', ({ target }) => {
    if (target === type || target === minutes) byHand.add(target);
    if (target.name !== 'template' || !target.dataset.minutes) return;
    if (!byHand.has(type) && target.dataset.type) type.value = target.dataset.type;
    if (!byHand.has(minutes)) minutes.value = target.dataset.minutes;
  });
  // A form that comes back with an error holds what was typed.
  if (form.querySelector('.error-summary')) for (const field of [type, minutes]) byHand.add(field);
}
