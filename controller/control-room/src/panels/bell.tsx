import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { text } from '../texts/index.ts';

const muted = signal(localStorage.getItem('muted') === 'yes');
let audio: AudioContext | null = null;

/** Two short tones. A browser plays them only after the page was touched once. */
function ring(): void {
  audio ??= new AudioContext();
  for (const [index, frequency_hz] of [880, 660].entries()) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const start_s = audio.currentTime + index * 0.22;
    tone.frequency.value = frequency_hz;
    volume.gain.setValueAtTime(0.18, start_s);
    volume.gain.exponentialRampToValueAtTime(0.001, start_s + 0.2);
    tone.connect(volume).connect(audio.destination);
    tone.start(start_s);
    tone.stop(start_s + 0.2);
  }
}

const ringAgain_ms = 5000;

/** Rings when an alarm comes, and again until all are acknowledged; can be silenced. */
export function Bell({ alarms }: { alarms: number }) {
  const before = useRef(alarms);
  const silent = muted.value;
  useEffect(() => {
    if (alarms > before.current && !silent) ring();
    before.current = alarms;
    if (alarms === 0 || silent) return;
    const timer = setInterval(ring, ringAgain_ms);
    return () => clearInterval(timer);
  }, [alarms, silent]);
  const toggle = () => {
    muted.value = !muted.value;
    localStorage.setItem('muted', muted.value ? 'yes' : 'no');
  };
  return (
    <button type="button" class="bell" aria-pressed={!silent} onClick={toggle}>
      {text(silent ? 'sound_off' : 'sound_on')}
    </button>
  );
}
