import { darkPlan, lightPlan } from '../plan/colours.ts';
import { type TextKey, text } from '../texts/index.ts';

const light = window.matchMedia('(prefers-color-scheme: light)');

/** What the colours and shapes of the plan say. */
export function Legend() {
  const colours = light.matches ? lightPlan : darkPlan;
  const squares: [string, TextKey][] = [
    [colours.free, 'bay_free'],
    [colours.car, 'bay_occupied'],
    [colours.unknown, 'bay_unknown'],
  ];
  const dots: [string, TextKey][] = [
    [colours.kinds.disabled, 'kind_disabled'],
    [colours.kinds.ev, 'kind_ev'],
    [colours.kinds.family, 'kind_family'],
    [colours.kinds.vip, 'kind_vip'],
    [colours.label, 'permit_only'],
  ];
  const arms: [string, TextKey][] = [
    [colours.closed, 'barrier_closed'],
    [colours.open, 'barrier_open'],
    [colours.doubtful, 'barrier_unknown'],
  ];
  const item = (shape: string) =>
    function Item([colour, key]: [string, TextKey]) {
      return (
        <li key={key}>
          <i class={shape} style={{ background: colour }} />
          {text(key)}
        </li>
      );
    };
  return (
    <ul class="legend" aria-label={text('legend')}>
      {squares.map(item('square'))}
      {dots.map(item('dot'))}
      {arms.map(item('arm'))}
    </ul>
  );
}
