/** Shows of a poll's form only what goes with its kind; without this script all fields are there. */

for (const form of document.querySelectorAll('[data-poll-form]')) {
  const { kind } = form.elements;
  const fit = () => {
    for (const part of form.querySelectorAll('[data-kinds]')) part.hidden = !part.dataset.kinds.split(' ').includes(kind.value);
  };
  kind.addEventListener('change', () => {
    fit();
    // What a kind usually keeps of who answers.
    form.elements.by.value = ['cities', 'questions'].includes(kind.value) ? 'names' : 'anonymous';
    if (form.elements.live) form.elements.live.checked = kind.value === 'questions';
  });
  fit();
}
