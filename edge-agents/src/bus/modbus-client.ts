import modbus from 'modbus-serial';

// The types of this CommonJS package show its class only as the member `default`, which it has too.
export type ModbusClient = InstanceType<typeof modbus.default>;

/** The library emits an error that nobody listens to as a crash; each transfer reports its own. */
export function createModbusClient(port?: unknown): ModbusClient {
  const client = new modbus.default(port);
  client.on('error', () => {});
  return client;
}
