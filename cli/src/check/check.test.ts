import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadSite, rememberSite } from '@berth/contract/node';
import { afterAll, describe, expect, it } from 'vitest';
import { type CheckArguments, runCheck } from './check.ts';

const root = new URL('../../../', import.meta.url);
const devicesDir = fileURLToPath(new URL('config/devices', root));
const bund = fileURLToPath(new URL('config/sites/bund.yaml', root));
const folder = mkdtempSync(join(tmpdir(), 'berth-check-'));
afterAll(() => rmSync(folder, { recursive: true }));

function check(files: readonly string[], more: Partial<CheckArguments> = {}) {
  const said = { out: '', err: '' };
  const output = {
    out: (text: string): void => {
      said.out += text;
    },
    err: (text: string): void => {
      said.err += text;
    },
  };
  const args: CheckArguments = { files, devicesDir, against: null, json: false, language: 'en', ...more };
  return { code: runCheck(args, output), ...said };
}

function changed(name: string, from: string | RegExp, to: string): string {
  const file = join(folder, name);
  writeFileSync(file, readFileSync(bund, 'utf8').replace(from, to));
  return file;
}

describe('the command berth check', () => {
  it('says in a line that a good file is good', () => {
    expect(check([bund])).toEqual({ code: 0, out: `${bund}: nothing wrong\n`, err: '' });
  });

  it('names file, line and column, and what to do', () => {
    const file = changed('typo.yaml', 'currency: CNY', 'currency: CNY\ntime_zon: x');
    const { code, out } = check([file]);
    expect(code).toBe(1);
    const line = readFileSync(file, 'utf8').split('\n').indexOf('time_zon: x') + 1;
    expect(out).toContain(`${file}:${line}:1: error [unknown-key time_zon] unknown key "time_zon"`);
    expect(out).toContain('did you mean "time_zone"?');
    expect(check([file], { language: 'zh' }).out).toContain('未知的键“time_zon”');
  });

  it('prints one JSON document, with every file and the shape that scripts hold on to', () => {
    const file = changed(
      'slow.yaml',
      'b1-loops: { kind: modbus-tcp, host: 10.20.2.10',
      'b1-loops: { kind: modbus-tcp, line_baud: 1200, host: 10.20.2.10',
    );
    const { code, out, err } = check([bund, file], { json: true });
    const { files } = JSON.parse(out);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(files.map((each: { file: string }) => each.file)).toEqual([bund, file]);
    expect(files[0].findings).toEqual([]);
    expect(files[1].findings[0]).toMatchObject({ code: 'bus-too-slow', severity: 'error', waived: false });
    for (const key of ['line', 'column', 'path', 'message', 'remedy']) expect(files[1].findings[0]).toHaveProperty(key);
  });

  it('refuses a file that cannot be read with code 3, and still checks the others', () => {
    const { code, out } = check(['/nowhere.yaml', bund]);
    expect(code).toBe(3);
    expect(out).toContain('/nowhere.yaml:1:1: error [file-unreadable');
    expect(out).toContain(`${bund}: nothing wrong`);
  });

  it('compares with the site whose cars are inside', () => {
    expect(check([bund], { against: folder })).toMatchObject({ code: 3, out: '' });
    rememberSite(folder, loadSite(bund, devicesDir).site);
    expect(check([bund], { against: folder }).code).toBe(0);
    const removed = changed('removed.yaml', 'count: 12, first: B1-001', 'count: 11, first: B1-001');
    const { code, out } = check([removed], { against: folder });
    expect(code).toBe(1);
    expect(out).toContain('[bay-removed b1-012] bay "b1-012" is gone');
    writeFileSync(join(folder, 'site.json'), '{"id": 1}');
    expect(check([bund], { against: folder })).toMatchObject({ code: 3, err: expect.stringContaining('site.json') });
  });
});
