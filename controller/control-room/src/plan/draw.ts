import type { ScreenLane } from '@berth/contract';
import type { Aisle, PlanPoint } from '@berth/domain/site';
import type { CarOnPlan } from '../feed/simulated-cars.ts';
import type { PlanColours } from './colours.ts';
import { type LevelDrawing, pointAlong } from './level-drawing.ts';

/** From metres to pixels of the canvas, and how large a metre is. */
export interface View {
  readonly pixels_per_metre: number;
  readonly toPixel: (point: PlanPoint) => readonly [number, number];
}

export interface PlanState {
  readonly marks: readonly string[];
  readonly lanes: ReadonlyMap<string, ScreenLane>;
  readonly faces: ReadonlyMap<string, { rows: readonly { text: string; colour: string }[] }>;
  readonly faulty: ReadonlySet<string>;
  readonly names: { lane: (id: string) => string; lobby: (id: string) => string };
}

export interface Brush {
  readonly canvas: CanvasRenderingContext2D;
  readonly view: View;
  readonly colours: PlanColours;
}

function outline({ canvas, view }: Brush, points: readonly PlanPoint[], close: boolean): void {
  canvas.beginPath();
  for (const [index, point] of points.entries()) {
    const [x, y] = view.toPixel(point);
    if (index === 0) canvas.moveTo(x, y);
    else canvas.lineTo(x, y);
  }
  if (close) canvas.closePath();
}

const driveWidth_m = 5.4;

export function drawFloor(brush: Brush, drawing: LevelDrawing): void {
  const { canvas, view, colours } = brush;
  if (drawing.level.outline.length > 2) {
    outline(brush, drawing.level.outline, true);
    canvas.fillStyle = colours.floor;
    canvas.fill();
    canvas.strokeStyle = colours.outline;
    canvas.lineWidth = 1.5;
    canvas.stroke();
  }
  canvas.lineCap = 'round';
  canvas.lineJoin = 'round';
  for (const aisle of drawing.aisles) {
    outline(brush, aisle.line, false);
    canvas.strokeStyle = aisle.kind === 'ramp' ? colours.ramp : colours.aisle;
    canvas.lineWidth = Math.max(1, (aisle.kind === 'ramp' ? 3.6 : driveWidth_m) * view.pixels_per_metre);
    canvas.stroke();
  }
  if (view.pixels_per_metre < 2.5) return;
  for (const aisle of drawing.aisles) drawArrows(brush, aisle);
}

/** A small arrow every dozen metres: the drives are one-way. */
function drawArrows({ canvas, view, colours }: Brush, aisle: Aisle): void {
  canvas.strokeStyle = colours.arrow;
  canvas.lineWidth = Math.max(1, 0.22 * view.pixels_per_metre);
  const every = 12;
  for (let at = Math.min(every, aisle.length_m) / 2; at < aisle.length_m; at += every) {
    const { at: point, heading } = pointAlong(aisle, at);
    const [x, y] = view.toPixel(point);
    const size = 0.9 * view.pixels_per_metre;
    canvas.save();
    canvas.translate(x, y);
    canvas.rotate(-heading);
    canvas.beginPath();
    canvas.moveTo(-size, -size * 0.7);
    canvas.lineTo(0, 0);
    canvas.lineTo(-size, size * 0.7);
    canvas.stroke();
    canvas.restore();
  }
}

/** Bays in one pass for each colour: ten thousand of them are three fills. */
export function drawBays(brush: Brush, drawing: LevelDrawing, marks: readonly string[]): void {
  const { canvas, view, colours } = brush;
  const fills: readonly [string, string][] = [
    ['f', colours.free],
    ['o', colours.occupied],
    ['u', colours.unknown],
  ];
  for (const [mark, fill] of fills) {
    canvas.beginPath();
    for (const { bay, place } of drawing.bays) {
      if ((marks[place] ?? 'u') !== mark) continue;
      for (const [index, point] of bay.outline.entries()) {
        const [x, y] = view.toPixel(point);
        if (index === 0) canvas.moveTo(x, y);
        else canvas.lineTo(x, y);
      }
      canvas.closePath();
    }
    canvas.fillStyle = fill;
    canvas.fill();
    if (view.pixels_per_metre > 2) {
      canvas.strokeStyle = colours.line;
      canvas.lineWidth = 1;
      canvas.stroke();
    }
  }
  if (view.pixels_per_metre > 3.2)
    for (const each of drawing.bays) drawBayDetail(brush, each, marks[each.place] ?? 'u');
}

function drawBayDetail(
  { canvas, view, colours }: Brush,
  { bay, centre }: LevelDrawing['bays'][number],
  mark: string,
): void {
  const [x, y] = view.toPixel(centre);
  const [a, b, c] = bay.outline;
  const scale = view.pixels_per_metre;
  if (mark === 'o' && a && b && c) {
    const along = Math.hypot(c[0] - b[0], c[1] - b[1]) > Math.hypot(b[0] - a[0], b[1] - a[1]) ? [b, c] : [a, b];
    const [from, to] = along as [PlanPoint, PlanPoint];
    canvas.save();
    canvas.translate(x, y);
    canvas.rotate(-Math.atan2(to[1] - from[1], to[0] - from[0]));
    canvas.fillStyle = colours.car;
    canvas.beginPath();
    canvas.roundRect(-2.1 * scale, -0.85 * scale, 4.2 * scale, 1.7 * scale, 0.5 * scale);
    canvas.fill();
    canvas.restore();
  }
  const kind = colours.kinds[bay.kind];
  if (kind || bay.permit_only) {
    canvas.fillStyle = kind || colours.label;
    canvas.beginPath();
    canvas.arc(x, y, Math.max(2, 0.55 * scale), 0, 2 * Math.PI);
    canvas.fill();
  }
  if (scale > 11) {
    canvas.fillStyle = colours.label;
    canvas.font = `${Math.round(scale * 0.62)}px system-ui, sans-serif`;
    canvas.textAlign = 'center';
    canvas.textBaseline = 'middle';
    canvas.fillText(bay.label, x, y + (mark === 'o' ? 0 : 1.4 * scale));
  }
}

const carWidth_m = 1.8;

/** Cars under way in the simulated world. */
export function drawCars({ canvas, view, colours }: Brush, cars: readonly CarOnPlan[]): void {
  for (const car of cars) {
    const [x, y] = view.toPixel(car.at);
    const [rearX, rearY] = view.toPixel(car.rear);
    const length = Math.max(6, Math.hypot(x - rearX, y - rearY));
    const width = Math.max(4, carWidth_m * view.pixels_per_metre);
    canvas.save();
    canvas.translate(rearX, rearY);
    canvas.rotate(Math.atan2(y - rearY, x - rearX));
    canvas.fillStyle = car.colour;
    canvas.strokeStyle = colours.label;
    canvas.lineWidth = 1.2;
    canvas.beginPath();
    canvas.roundRect(0, -width / 2, length, width, width / 3);
    canvas.fill();
    canvas.stroke();
    canvas.fillStyle = colours.line;
    canvas.fillRect(length * 0.58, -width * 0.36, length * 0.14, width * 0.72);
    canvas.restore();
  }
}

export function drawLanes({ canvas, view, colours }: Brush, drawing: LevelDrawing, state: PlanState): void {
  for (const { lane, at, heading } of drawing.lanes) {
    const seen = state.lanes.get(lane.id);
    const [x, y] = view.toPixel(at);
    const scale = Math.max(view.pixels_per_metre, 2);
    const barrier = seen?.barrier ?? 'unknown';
    const colour = barrier === 'open' ? colours.open : barrier === 'closed' ? colours.closed : colours.doubtful;
    const raised = barrier === 'open' || barrier === 'opening';
    canvas.save();
    canvas.translate(x, y);
    canvas.rotate(-heading + Math.PI / 2);
    canvas.strokeStyle = colour;
    canvas.fillStyle = colour;
    canvas.lineCap = 'round';
    canvas.lineWidth = Math.max(3, 0.45 * scale);
    canvas.beginPath();
    canvas.moveTo(-2.2 * scale, 0);
    canvas.lineTo(raised ? -1.1 * scale : 2.2 * scale, raised ? -1.6 * scale : 0);
    canvas.stroke();
    canvas.beginPath();
    canvas.arc(-2.2 * scale, 0, Math.max(4, 0.6 * scale), 0, 2 * Math.PI);
    canvas.fill();
    canvas.restore();
    if (state.faulty.has(lane.id) || state.faulty.has(lane.barrier))
      drawWarning(canvas, { x, y: y - 2.6 * scale, colour: colours.doubtful });
    drawTag(canvas, { x, y: y + 2.4 * scale + 8, text: state.names.lane(lane.id), colour: colours.label });
  }
}

export function drawPlaces({ canvas, view, colours }: Brush, drawing: LevelDrawing, state: PlanState): void {
  for (const lobby of drawing.lobbies) {
    const [x, y] = view.toPixel(lobby.at);
    const half = Math.max(6, 1.4 * view.pixels_per_metre);
    canvas.strokeStyle = colours.lobby;
    canvas.lineWidth = 2;
    canvas.strokeRect(x - half, y - half, 2 * half, 2 * half);
    canvas.beginPath();
    canvas.moveTo(x - half / 2, y - half / 6);
    canvas.lineTo(x, y - half / 1.6);
    canvas.lineTo(x + half / 2, y - half / 6);
    canvas.moveTo(x - half / 2, y + half / 6);
    canvas.lineTo(x, y + half / 1.6);
    canvas.lineTo(x + half / 2, y + half / 6);
    canvas.stroke();
    const tag = { x, y: y + half + 10, text: state.names.lobby(lobby.id), colour: colours.label };
    if (view.pixels_per_metre > 3.5) drawTag(canvas, tag);
  }
  const shown = drawing.signs.filter((sign) => view.pixels_per_metre > signsFrom[sign.purpose]);
  for (const sign of shown) drawSign({ canvas, view, colours }, sign.at, state.faces.get(sign.id)?.rows ?? []);
}

/** Pixels to a metre from which there is room for a sign; a lane's display stands on its own arm. */
const signsFrom = { 'site-entrance': 3.5, 'zone-entrance': 4.5, lane: 14 } as const;

const ledColours: Readonly<Record<string, string>> = { red: '#ff5a5a', green: '#4df08c', yellow: '#ffd24b' };

function drawSign(
  { canvas, view, colours }: Brush,
  at: PlanPoint,
  rows: readonly { text: string; colour: string }[],
): void {
  const [x, y] = view.toPixel(at);
  const size = Math.min(13, Math.max(7, 1.5 * view.pixels_per_metre));
  canvas.font = `600 ${size}px ui-monospace, "Noto Sans SC", monospace`;
  const texts = rows.length > 0 ? rows : [{ text: '–', colour: 'yellow' }];
  const width = Math.max(...texts.map((row) => canvas.measureText(row.text.trimEnd()).width), 12) + 8;
  const height = texts.length * (size + 2) + 8;
  canvas.fillStyle = colours.sign;
  canvas.beginPath();
  canvas.roundRect(x - width / 2, y - height / 2, width, height, 3);
  canvas.fill();
  canvas.textAlign = 'center';
  canvas.textBaseline = 'top';
  for (const [index, row] of texts.entries()) {
    canvas.fillStyle = ledColours[row.colour] ?? colours.signText;
    canvas.fillText(row.text.trimEnd(), x, y - height / 2 + 4 + index * (size + 2));
  }
}

function drawTag(canvas: CanvasRenderingContext2D, tag: { x: number; y: number; text: string; colour: string }): void {
  canvas.font = '600 11px "Noto Sans SC", system-ui, sans-serif';
  canvas.textAlign = 'center';
  canvas.textBaseline = 'middle';
  canvas.fillStyle = tag.colour;
  canvas.fillText(tag.text, tag.x, tag.y);
}

function drawWarning(canvas: CanvasRenderingContext2D, at: { x: number; y: number; colour: string }): void {
  canvas.fillStyle = at.colour;
  canvas.beginPath();
  canvas.moveTo(at.x, at.y - 9);
  canvas.lineTo(at.x + 9, at.y + 6);
  canvas.lineTo(at.x - 9, at.y + 6);
  canvas.closePath();
  canvas.fill();
  canvas.fillStyle = '#1a1200';
  canvas.font = '700 11px system-ui, sans-serif';
  canvas.textAlign = 'center';
  canvas.textBaseline = 'middle';
  canvas.fillText('!', at.x, at.y + 1);
}
