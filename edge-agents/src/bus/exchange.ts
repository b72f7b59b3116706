import { judgeFrame } from './frame.ts';
import type { ModbusClient } from './modbus-client.ts';
import type { BusAnswer, BusRequest } from './port.ts';

/** One question and its answer through modbus-serial. `frame` gives the last bytes that came for it. */
export async function exchange(
  client: ModbusClient,
  request: BusRequest,
  how: { timeout_ms: number; frame: () => Uint8Array | null },
): Promise<BusAnswer> {
  client.setID(request.unit);
  client.setTimeout(how.timeout_ms);
  try {
    return request.kind === 'read' ? await read(client, request) : await write(client, request);
  } catch (error) {
    return judge(error, request, how.frame());
  }
}

async function read(client: ModbusClient, request: Extract<BusRequest, { kind: 'read' }>): Promise<BusAnswer> {
  const { table, first, count } = request;
  const answer = await {
    coil: () => client.readCoils(first, count),
    'discrete-input': () => client.readDiscreteInputs(first, count),
    holding: () => client.readHoldingRegisters(first, count),
    input: () => client.readInputRegisters(first, count),
  }[table]();
  const values = answer.data.slice(0, count).map(Number);
  // The library trusts the byte count inside the answer.
  if (values.length < count) return { ok: false, error: 'garbage', detail: `${values.length} of ${count} values` };
  return { ok: true, values };
}

async function write(client: ModbusClient, request: Extract<BusRequest, { kind: 'write' }>): Promise<BusAnswer> {
  const { table, first, values } = request;
  const [only] = values;
  if (only === undefined) return { ok: true, values: [] };
  const told = (good: boolean): BusAnswer =>
    good ? { ok: true, values: [] } : { ok: false, error: 'garbage', detail: 'confirms another write' };
  if (table === 'coil' && values.length === 1) {
    const answer = await client.writeCoil(first, only !== 0);
    return told(answer.address === first && answer.state === (only !== 0));
  }
  if (table === 'coil') {
    const answer = await client.writeCoils(
      first,
      values.map((value) => value !== 0),
    );
    return told(answer.address === first && answer.length === values.length);
  }
  if (values.length === 1) {
    const answer = await client.writeRegister(first, only);
    return told(answer.address === first && answer.value === only);
  }
  const answer = await client.writeRegisters(first, [...values]);
  return told(answer.address === first && answer.length === values.length);
}

function judge(error: unknown, request: BusRequest, frame: Uint8Array | null): BusAnswer {
  const about = typeof error === 'object' && error !== null ? (error as Record<string, unknown>) : {};
  if (typeof about.modbusCode === 'number')
    return { ok: false, error: 'exception', detail: `exception ${about.modbusCode}` };
  // The library's PortNotOpenError and TransactionTimedOutError carry these as errno.
  if (about.errno === 'ECONNREFUSED') return { ok: false, error: 'closed' };
  if (frame === null || frame.length === 0) return { ok: false, error: 'timeout' };
  return { ok: false, error: judgeFrame(request, frame) };
}
