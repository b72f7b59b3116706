import type { FaultCode, Id, Observation } from '@berth/domain/kernel';

type Raised = Extract<Observation, { kind: 'fault-raised' }>;

/** The faults that stand at this agent, each once, whoever noticed it and however often. */
export type FaultRegister = Map<string, Raised>;

export interface FaultWord {
  readonly on: boolean;
  readonly subject: Id;
  readonly code: FaultCode;
  readonly detail?: string | undefined;
}

const longestDetail = 200;

/** The observation that follows, or null when nothing changed. */
export function noteFault(register: FaultRegister, { on, subject, code, detail }: FaultWord): Observation | null {
  const key = `${subject}/${code}`;
  if (on === register.has(key)) return null;
  if (!on) {
    register.delete(key);
    return { kind: 'fault-cleared', subject, code };
  }
  const about = detail === undefined ? {} : { detail: detail.slice(0, longestDetail) };
  const raised: Raised = { kind: 'fault-raised', subject, code, ...about };
  register.set(key, raised);
  return raised;
}
