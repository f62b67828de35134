// The sliders of the weights and the named settings follow each other.

export function followWeights(root) {
  const form = root.querySelector('form[data-weights]');
  if (!form) return;
  const sliders = [...form.querySelectorAll('[data-weight]')];
  const named = form.querySelector('[data-setting]');
  const show = () => {
    for (const slider of sliders) form.querySelector(`output[for="${slider.id}"]`).value = slider.value;
  };
  form.addEventListener('input', (event) => {
    if (!sliders.includes(event.target)) return;
    named.value = '';
    show();
  });
  named.addEventListener('change', () => {
    const weights = named.selectedOptions[0].dataset.weights?.trim().split(/\s+/) ?? [];
    weights.forEach((weight, at) => { sliders[at].value = weight; });
    show();
  });
  show();
}
