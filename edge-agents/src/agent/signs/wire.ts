import type { FaceMessage } from '@berth/contract';

/** Port: the way to one sign. True when it confirmed the face; false when it did not. Never rejects. */
export interface SignWire {
  show(face: FaceMessage, onHandedOver: () => void): Promise<boolean>;
  close(): Promise<void>;
}
