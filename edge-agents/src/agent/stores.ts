import { join } from 'node:path';
import type { Id } from '@berth/domain/kernel';
import type { Logger } from 'pino';
import type { Disk } from '../journal/disk.ts';
import { openFolder } from '../journal/disk-files.ts';
import { memoryDisk } from '../journal/disk-memory.ts';
import { type Journal, type JournalReport, openJournal } from '../journal/journal.ts';
import type { AgentInput } from './exchange.ts';
import { openSpool, type Spool } from './pictures/spool.ts';

export interface StoreParts {
  readonly data_dir: string;
  readonly gateway: Id;
  readonly instant: number;
  /** Eight hexadecimal digits. */
  readonly random: string;
  readonly log: Logger;
  readonly hear: (input: AgentInput) => void;
}

export interface Stores {
  readonly journal: Journal;
  readonly spool: Spool;
  readonly freeBytes: () => Promise<number>;
  close(): Promise<void>;
}

export async function openStores(parts: StoreParts): Promise<Stores> {
  const { gateway, instant, random, hear } = parts;
  const journalDisk = await openDisk(parts, 'journal');
  const pictureDisk = await openDisk(parts, 'pictures');
  const report = (news: JournalReport) => hearJournal(parts, news);
  const journal = await openJournal({ disk: journalDisk, instant, random, subject: gateway, report });
  const spool = await openSpool(pictureDisk, (hash) => {
    hear({ kind: 'fault', on: true, subject: gateway, code: 'picture-lost', detail: hash });
  });
  return {
    journal,
    spool,
    freeBytes: () => journalDisk.freeBytes(),
    async close() {
      await journal.close();
      await pictureDisk.close();
    },
  };
}

/** Lanes work on without a disk: what they see is kept in memory, and the fault is told. */
async function openDisk({ data_dir, log }: StoreParts, name: string): Promise<Disk> {
  try {
    return await openFolder(join(data_dir, name));
  } catch (error) {
    log.error({ error: String(error), folder: join(data_dir, name) }, 'no disk: working from memory');
    return memoryDisk({ fate: () => 'fails' });
  }
}

function hearJournal({ gateway, log, hear }: StoreParts, news: JournalReport): void {
  const fault = (on: boolean, detail?: string): void => {
    const about = detail === undefined ? {} : { detail };
    hear({ kind: 'fault', on, subject: gateway, code: 'journal-failing', ...about });
  };
  switch (news.kind) {
    case 'failing':
      log.error(news, 'journal');
      fault(true, news.detail);
      break;
    case 'working':
      log.info('journal works again');
      fault(false);
      break;
    case 'not-taken':
      if (news.count % 1000 === 1) log.error(news, 'journal is full');
      fault(true, 'full');
      break;
    case 'damaged':
    case 'missing':
      log.error(news, 'journal is damaged');
  }
}
