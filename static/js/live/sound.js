/**
 * A soft sound when time is up, made by the browser itself. Browsers give sound only after a key or a tap:
 * `armOn` waits for one. Tells "changed" when `armed` does.
 */

const NOTES = [[659.3, 0], [880, 0.28]];
const LOUD = 0.12;
const RINGS_SECONDS = 1.4;

export class Sound extends EventTarget {
  #context = null;
  #make;

  /** `make()` gives an AudioContext; it may throw where there is none. */
  constructor(make = () => new AudioContext()) {
    super();
    this.#make = make;
  }

  get armed() {
    return this.#context?.state === 'running';
  }

  /** Arms with any key or tap on `target` from now on; browsers may take it back, so it goes on listening. */
  armOn(target = window) {
    for (const name of ['pointerup', 'keyup']) target.addEventListener(name, () => this.arm());
  }

  async arm() {
    if (this.armed) return;
    try {
      this.#context ??= this.#listened(this.#make());
      await this.#context.resume();
    } catch {
      // Without sound the time is still seen and said.
    }
  }

  #listened(context) {
    context.addEventListener('statechange', () => this.dispatchEvent(new Event('changed')));
    return context;
  }

  /** Two soft notes. Whether they sound. */
  ring() {
    if (!this.armed) return false;
    const { currentTime, destination } = this.#context;
    for (const [pitch, after] of NOTES) {
      const tone = this.#context.createOscillator();
      const loudness = this.#context.createGain();
      const begins = currentTime + after;
      tone.frequency.value = pitch;
      loudness.gain.setValueAtTime(0, begins);
      loudness.gain.linearRampToValueAtTime(LOUD, begins + 0.03);
      loudness.gain.exponentialRampToValueAtTime(0.0001, begins + RINGS_SECONDS);
      tone.connect(loudness).connect(destination);
      tone.start(begins);
      tone.stop(begins + RINGS_SECONDS);
    }
    return true;
  }
}

const KEY = 'sound';

/** A button that chooses whether this device sounds: off at first, kept here. Gives {ring()}. */
export function enableOwnSound(button, kept, sound = new Sound()) {
  const wanted = () => kept.get(KEY) === 'on';
  const draw = () => { button.ariaPressed = String(wanted()); };
  sound.armOn();
  button.addEventListener('click', async () => {
    kept.set(KEY, wanted() ? 'off' : 'on');
    draw();
    await sound.arm();
    if (wanted()) sound.ring();
  });
  draw();
  return { ring: () => wanted() && sound.ring() };
}
