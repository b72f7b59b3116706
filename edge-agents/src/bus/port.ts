import type { ModbusTable } from '@berth/contract';

export type BusRequest =
  | {
      readonly kind: 'read';
      readonly unit: number;
      readonly table: ModbusTable;
      readonly first: number;
      readonly count: number;
    }
  | {
      readonly kind: 'write';
      readonly unit: number;
      readonly table: 'coil' | 'holding';
      readonly first: number;
      readonly values: readonly number[];
    };

/**
 * What can go wrong with one exchange. `closed`: there is no connection or port, so the device was
 * not even asked. `garbage`: an answer that is whole and yet no answer to this question.
 */
export const busErrors = ['timeout', 'crc', 'exception', 'short-frame', 'wrong-unit', 'garbage', 'closed'] as const;
export type BusError = (typeof busErrors)[number];

export type BusAnswer =
  /** Registers (0 to 65535) or bits (0 and 1), as many as were asked for; none for a write. */
  | { readonly ok: true; readonly values: readonly number[] }
  | { readonly ok: false; readonly error: BusError; readonly detail?: string };

/** A Modbus line, with at most one question under way. Neither method ever rejects. */
export interface Bus {
  /** True when the line is ready; a second call while it is ready changes nothing. */
  connect(timeout_ms: number): Promise<boolean>;
  transfer(request: BusRequest, timeout_ms: number): Promise<BusAnswer>;
  close(): Promise<void>;
}
