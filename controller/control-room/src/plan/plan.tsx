import { effect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { chosenLevel, picked } from '../choice.ts';
import { followSimulatedCars } from '../feed/simulated-cars.ts';
import { bays, baysAt, screen, site } from '../feed/store.ts';
import { language, local, text } from '../texts/index.ts';
import { darkPlan, lightPlan } from './colours.ts';
import type { PlanState } from './draw.ts';
import { drawingOf } from './level-drawing.ts';
import { makePlanMap, type PlanMap } from './plan-map.ts';

const light = window.matchMedia('(prefers-color-scheme: light)');

function planState(): PlanState {
  const names = new Map(
    [...(site.value?.lanes ?? []), ...(site.value?.lobbies ?? [])].map((thing) => [thing.id, local(thing.name)]),
  );
  return {
    marks: bays.marks,
    lanes: new Map((screen.value?.lanes ?? []).map((lane) => [lane.id, lane])),
    faces: new Map((screen.value?.signs ?? []).map(({ id, face }) => [id, face])),
    faulty: new Set((screen.value?.faults ?? []).map((fault) => fault.subject)),
    names: { lane: (id) => names.get(id) ?? id, lobby: (id) => names.get(id) ?? id },
  };
}

/** The level's plan as it is now. */
export function Plan() {
  const element = useRef<HTMLDivElement>(null);
  const map = useRef<PlanMap | null>(null);
  useEffect(() => {
    if (!element.current) return;
    const made = makePlanMap(element.current, (next) => {
      picked.value = next;
    });
    map.current = made;
    const stopLevel = effect(() => {
      const level = site.value?.levels.find(({ id }) => id === chosenLevel.value);
      if (site.value && level) made.show(drawingOf(site.value, level));
    });
    const paint = () => made.paint(planState(), light.matches ? lightPlan : darkPlan);
    const stopPaint = effect(() => {
      // Read, so that each of them paints anew.
      void [baysAt.value, screen.value, language.value, site.value, chosenLevel.value];
      paint();
    });
    const stopCars = followSimulatedCars(made.again);
    light.addEventListener('change', paint);
    // A canvas is not drawn anew by itself when the font's characters arrive.
    document.fonts.addEventListener('loadingdone', paint);
    return () => {
      stopLevel();
      stopPaint();
      stopCars();
      light.removeEventListener('change', paint);
      document.fonts.removeEventListener('loadingdone', paint);
      made.remove();
    };
  }, []);
  return (
    <div class="plan">
      <div ref={element} class="plan-map" role="img" aria-label={text('level')} data-level={chosenLevel.value ?? ''} />
      <button type="button" class="plan-fit" onClick={() => map.current?.fit()} title={text('zoom_hint')}>
        {text('fit')}
      </button>
    </div>
  );
}
