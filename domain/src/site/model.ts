import type { Id, PointReference } from '../kernel/index.ts';

/**
 * A site as every process sees it: generators written out, defaults filled in, references checked.
 * `contract` makes it from the YAML of a site file. Lengths in metres, plan coordinates in metres
 * east and north of the level's corner, times in the unit of their name.
 */
export interface Site {
  readonly id: Id;
  readonly name: LocalText;
  readonly time_zone: string;
  readonly currency: string;
  readonly rules: SiteRules;
  readonly areas: readonly Area[];
  readonly levels: readonly Level[];
  readonly zones: readonly Zone[];
  readonly nodes: readonly PlanNode[];
  readonly aisles: readonly Aisle[];
  readonly lobbies: readonly Lobby[];
  readonly walks: readonly Walk[];
  readonly bays: readonly Bay[];
  readonly lanes: readonly Lane[];
  readonly borders: readonly Border[];
  readonly signs: readonly Sign[];
  readonly gateways: readonly Gateway[];
  readonly devices: readonly Device[];
  readonly waivers: readonly Waiver[];
  /** The input that is on while there is fire, one for each gateway that reads it. */
  readonly fire_inputs: readonly PointReference[];
  readonly power: SitePower;
}

export interface LocalText {
  readonly zh: string;
  readonly en: string;
}

export type PlanPoint = readonly [east_m: number, north_m: number];

/** Every rule that a site may choose. Defaults and their sources stand in `defaultSiteRules`. */
export interface SiteRules {
  readonly card_not_taken_s: number;
  readonly taken_no_passage_s: number;
  readonly open_too_long_s: number;
  readonly barrier_move_s: number;
  readonly exit_help_s: number;
  readonly exit_limit_s: number;
  readonly question_deadline_ms: number;
  readonly tag_held_s: number;
  readonly tag_deaf_s: number;
  readonly convoys: boolean;
  readonly keep_open_pays: 'free' | 'flat' | 'before' | 'spot-checks';
  readonly height_beam_hold_s: number;
  readonly bay_debounce_ms: number;
  readonly bay_stuck_h: number;
  readonly stale_after_ms: number;
  /** Cars left when a sign starts to say FULL, and how many must be free before it stops. */
  readonly full_at: number;
  readonly full_until: number;
  readonly sign_silence_s: number;
  readonly picture_retention_d: number;
  readonly drive_kmh: number;
  readonly disk_low_mb: number;
  readonly clock_offset_limit_ms: number;
}

export interface Area {
  readonly id: Id;
  readonly name: LocalText;
  /** The area around it, or null: the street. */
  readonly within: Id | null;
}

export interface Level {
  readonly id: Id;
  readonly name: LocalText;
  readonly elevation_m: number;
  readonly outline: readonly PlanPoint[];
}

export interface Zone {
  readonly id: Id;
  readonly name: LocalText;
  readonly level: Id;
  readonly area: Id;
  /** Cars that have a bay here: the count of its bays unless the file says otherwise. */
  readonly capacity: number;
  /** Bays of the capacity that a temporary driver may not use. */
  readonly kept_for_permits: number;
}

export interface PlanNode {
  readonly id: Id;
  readonly level: Id;
  readonly at: PlanPoint;
}

/** A one-way piece of drive between two nodes. A two-way drive is two aisles. */
export interface Aisle {
  readonly id: Id;
  readonly from: Id;
  readonly to: Id;
  readonly kind: 'street' | 'drive' | 'ramp';
  /** The zone a car on it is in, or null outside. */
  readonly zone: Id | null;
  /** Points from `from` to `to`, both included. */
  readonly line: readonly PlanPoint[];
  readonly length_m: number;
}

export interface Lobby {
  readonly id: Id;
  readonly name: LocalText;
  readonly level: Id;
  readonly at: PlanPoint;
}

/** A way on foot, both directions, between two nodes or lobbies; lifts and stairs join levels. */
export interface Walk {
  readonly id: Id;
  readonly from: Id;
  readonly to: Id;
  readonly kind: 'floor' | 'lift' | 'stairs';
  readonly length_m: number;
}

export type BayKind = 'ordinary' | 'disabled' | 'ev' | 'family' | 'vip';

export interface Bay {
  readonly id: Id;
  readonly label: string;
  readonly level: Id;
  readonly zone: Id;
  readonly kind: BayKind;
  readonly permit_only: boolean;
  /** The aisle it is driven into from, and how far along. */
  readonly aisle: Id;
  readonly at_m: number;
  readonly outline: readonly PlanPoint[];
  readonly sensor: PointReference | null;
  readonly light: PointReference | null;
}

export type LaneKind = 'entry' | 'exit' | 'inner' | 'reversible' | 'one-car-ramp';

export interface Lane {
  readonly id: Id;
  readonly name: LocalText;
  readonly kind: LaneKind;
  /** Passed forward, a car goes from this area and zone to that one; null is outside. */
  readonly from_area: Id | null;
  readonly to_area: Id | null;
  readonly from_zone: Id | null;
  readonly to_zone: Id | null;
  /** Where the arm stands. */
  readonly aisle: Id;
  readonly at_m: number;
  readonly gateway: Id;
  readonly barrier: Id;
  /** What the arm does without power. */
  readonly without_power: 'rises' | 'stays-with-crank' | 'on-ups';
  readonly loops: LaneLoops;
  readonly safety: readonly SafetyInput[];
  readonly forward: LaneEnd | null;
  readonly backward: LaneEnd | null;
  /** An output that calls a person on tailgating, backing out, wrong way and hand opening. */
  readonly alarm_output: PointReference | null;
  /** Raises the arm by crank, key or remote, where the site wires it. */
  readonly opened_by_hand: PointReference | null;
}

/** In the order a car that goes forward meets them. Each is a reading that is on while occupied. */
export interface LaneLoops {
  readonly approach: PointReference | null;
  readonly arming: PointReference;
  readonly closing: PointReference;
  readonly leaving: PointReference | null;
}

export interface SafetyInput {
  readonly kind: 'loop' | 'beam' | 'radar' | 'contact';
  readonly input: PointReference;
  /** It stops the arm in the barrier's own controller, with the agent dead. */
  readonly wired_to_barrier: boolean;
  /** A detector of limited presence time loses a car that stands on it. */
  readonly presence: 'permanent' | 'limited';
}

/** What stands at one end of a lane for drivers who come from there. Ids of devices or signs. */
export interface LaneEnd {
  readonly button: PointReference | null;
  readonly dispenser: Id | null;
  readonly collector: Id | null;
  readonly reader: Id | null;
  readonly long_range_reader: Id | null;
  readonly camera: Id | null;
  readonly display: Id | null;
  readonly height_beam: PointReference | null;
  readonly help_button: PointReference | null;
  /** A red and green light, for one-car ramps and reversible lanes. */
  readonly traffic_light: PointReference | null;
}

/** A pair of loops across an aisle where two zones meet. Forward is with the aisle. */
export interface Border {
  readonly id: Id;
  readonly from_zone: Id | null;
  readonly to_zone: Id | null;
  readonly aisle: Id;
  readonly at_m: number;
  readonly spacing_m: number;
  readonly gateway: Id;
  readonly first: PointReference;
  readonly second: PointReference;
  /** The detector holds an edge until it is read. */
  readonly latched: boolean;
}

export interface Sign {
  readonly id: Id;
  readonly name: LocalText;
  readonly purpose: 'site-entrance' | 'zone-entrance' | 'lane';
  readonly level: Id;
  readonly at: PlanPoint;
  readonly gateway: Id;
  readonly device: Id;
  /** The zones whose free bays it shows, in order; empty for a lane's display. */
  readonly zones: readonly SignZone[];
  readonly lane: Id | null;
}

export interface SignZone {
  readonly zone: Id;
  readonly arrow: Arrow;
}

export type Arrow = 'ahead' | 'left' | 'right' | 'back' | 'down' | 'up' | 'none';

/** A cabinet with an agent in it. */
export interface Gateway {
  readonly id: Id;
  readonly name: LocalText;
  readonly buses: readonly SiteBus[];
}

export type SiteBus =
  | {
      readonly kind: 'modbus-tcp';
      readonly id: Id;
      readonly host: string;
      readonly port: number;
      /** The serial line behind a converter, if any: it sets the pace. */
      readonly line_baud: number | null;
    }
  | {
      readonly kind: 'modbus-rtu';
      readonly id: Id;
      readonly path: string;
      readonly baud: number;
      readonly parity: 'none' | 'even' | 'odd';
    }
  | { readonly kind: 'mqtt'; readonly id: Id }
  | { readonly kind: 'http'; readonly id: Id; readonly base_url: string }
  | { readonly kind: 'sign-tcp'; readonly id: Id; readonly host: string; readonly port: number };

export interface Device {
  readonly id: Id;
  readonly profile: Id;
  readonly gateway: Id;
  readonly bus: Id;
  /** Modbus unit id, sign address, or 0 where the bus has no addresses. */
  readonly unit: number;
  /** What a profile puts into topics and paths for `{address}`. */
  readonly address: string | null;
}

export interface SitePower {
  readonly mains_lost: PointReference | null;
  readonly battery_low: PointReference | null;
}

/** A finding that the site's owner knows of and takes; a link may be added to the graph with it. */
export interface Waiver {
  readonly code: string;
  readonly id: Id;
  readonly reason: string;
  readonly link: readonly [from: Id, to: Id] | null;
}
