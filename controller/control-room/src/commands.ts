import type { CommandRequest } from '@berth/contract';
import { codeText } from './names.ts';

export type CommandOutcome = { readonly ok: true } | { readonly ok: false; readonly message: string };

/** Asks for something to be done. The id makes that a repeated click does it once. */
export async function command(what: CommandRequest['command'], reason: string): Promise<CommandOutcome> {
  const request: CommandRequest = { id: crypto.randomUUID(), actor: 'control-room', reason, command: what };
  try {
    const answer = await fetch('/api/commands', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
    });
    if (answer.ok) return { ok: true };
    const { code, message } = (await answer.json()) as { code: string; message: string };
    return { ok: false, message: codeText(code) === code ? message : codeText(code) };
  } catch {
    return { ok: false, message: codeText('engine-away') };
  }
}
