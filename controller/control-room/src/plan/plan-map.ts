import type { PlanPoint } from '@berth/domain/site';
import L from 'leaflet';
import { areCarsGliding, carsOn } from '../feed/simulated-cars.ts';
import type { PlanColours } from './colours.ts';
import { drawBays, drawCars, drawFloor, drawLanes, drawPlaces, type PlanState, type View } from './draw.ts';
import { isInside, type LevelDrawing } from './level-drawing.ts';

export type Picked = { readonly kind: 'bay'; readonly place: number } | { readonly kind: 'lane'; readonly id: string };

export interface PlanMap {
  readonly show: (drawing: LevelDrawing) => void;
  readonly paint: (state: PlanState, colours: PlanColours) => void;
  readonly fit: () => void;
  /** Something of its own moved: draw it in the next frame. */
  readonly again: () => void;
  readonly remove: () => void;
}

const mapOptions: L.MapOptions = {
  crs: L.CRS.Simple,
  attributionControl: false,
  zoomControl: false,
  zoomSnap: 0,
  zoomDelta: 0.5,
  wheelPxPerZoomLevel: 90,
  minZoom: -3,
  maxZoom: 6,
  zoomAnimation: false,
  fadeAnimation: false,
  inertia: false,
};

/**
 * The plan of one level: Leaflet moves and zooms (CRS.Simple, a unit is a metre), and one canvas is
 * drawn anew in the next frame after anything changed, however much that was.
 */
export function makePlanMap(element: HTMLElement, onPick: (picked: Picked | null) => void): PlanMap {
  const map = L.map(element, mapOptions);
  const canvas = L.DomUtil.create('canvas', 'plan-canvas', element);
  let drawing: LevelDrawing | null = null;
  let last: { state: PlanState; colours: PlanColours } | null = null;
  let frame = 0;

  const view = (): View => ({
    pixels_per_metre: 2 ** map.getZoom(),
    toPixel: ([east, north]) => {
      const point = map.latLngToContainerPoint([north, east]);
      return [point.x, point.y];
    },
  });
  const draw = () => {
    frame = 0;
    const context = clearCanvas(canvas, map.getSize());
    if (!context || !drawing || !last) return;
    const brush = { canvas: context, view: view(), colours: last.colours };
    drawFloor(brush, drawing);
    drawBays(brush, drawing, last.state.marks);
    drawCars(brush, carsOn(drawing.level.id, performance.now()));
    drawPlaces(brush, drawing, last.state);
    drawLanes(brush, drawing, last.state);
    if (areCarsGliding(performance.now())) soon();
  };
  const soon = () => {
    if (frame === 0) frame = requestAnimationFrame(draw);
  };
  const fit = () => {
    if (!drawing) return;
    const bounds = L.latLngBounds([drawing.south, drawing.west], [drawing.north, drawing.east]);
    map.fitBounds(bounds, { padding: [28, 28], animate: false });
    map.setMaxBounds(bounds.pad(0.6));
  };
  map.setView([0, 0], 0);
  map.on('move zoom resize viewreset', soon);
  map.on('click', (event) => onPick(drawing && pick(drawing, [event.latlng.lng, event.latlng.lat])));
  const watch = new ResizeObserver(() => {
    map.invalidateSize({ animate: false });
    soon();
  });
  watch.observe(element);
  return {
    show: (next) => {
      drawing = next;
      fit();
      soon();
    },
    paint: (state, colours) => {
      last = { state, colours };
      soon();
    },
    fit,
    again: soon,
    remove: () => {
      watch.disconnect();
      cancelAnimationFrame(frame);
      map.remove();
    },
  };
}

/** The canvas in the size of the map and the sharpness of the screen, empty. */
function clearCanvas(canvas: HTMLCanvasElement, size: L.Point): CanvasRenderingContext2D | null {
  const ratio = window.devicePixelRatio || 1;
  const [width, height] = [Math.round(size.x * ratio), Math.round(size.y * ratio)];
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const context = canvas.getContext('2d');
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  context?.clearRect(0, 0, size.x, size.y);
  return context;
}

const laneReach_m = 3.5;

function pick(drawing: LevelDrawing, point: PlanPoint): Picked | null {
  const near = drawing.lanes.find(({ at }) => Math.hypot(at[0] - point[0], at[1] - point[1]) < laneReach_m);
  if (near) return { kind: 'lane', id: near.lane.id };
  const bay = drawing.bays.find((each) => isInside(each.bay.outline, point));
  return bay ? { kind: 'bay', place: bay.place } : null;
}
