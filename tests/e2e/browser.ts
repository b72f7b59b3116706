import { existsSync } from 'node:fs';
import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

const installed = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** On Linux the Chromium that comes through npm, elsewhere the one that is installed. */
export async function openBrowser(): Promise<Browser> {
  const executablePath =
    process.platform === 'linux' ? await sparticuz.executablePath() : installed.find((path) => existsSync(path));
  if (!executablePath) throw new Error('no Chromium found: install one');
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  return chromium.launch({ executablePath, args, headless: true });
}
