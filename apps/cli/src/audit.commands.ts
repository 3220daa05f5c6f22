import { Invalid, NotFound } from '@cube/platform/errors';
import { Command, CommandRunner, Option, SubCommand } from 'nest-commander';

import { say } from './say';

@SubCommand({
  name: 'verify',
  description: 'Walks the chain of the audit, and says whether an entry was changed, removed or put in.',
})
export class VerifyAuditCommand extends CommandRunner {
  async run(_: string[], { noted }: { readonly noted?: string } = {}): Promise<void> {
    const { verifyAudit } = await import('./operations');
    const { entries, removed, head, broken } = await verifyAudit(noted === undefined ? null : headOf(noted));
    if (broken) {
      throw new NotFound(
        `The audit is broken at entry ${broken.seq}: ${broken.what}. ${entries} entries before it hold.`,
      );
    }
    const gone = removed > 0 ? `, after ${removed} that retention removed` : '';
    say(`The audit holds: ${entries} ${entries === 1 ? 'entry' : 'entries'}${gone}.`);
    say(`Note its end down elsewhere, to compare by --noted: ${head.seq}:${head.hash}`);
  }

  @Option({
    flags: '--noted <seq:hash>',
    description: 'What an earlier run said about the end: it must still be in the chain.',
  })
  noted(text: string): string {
    return text;
  }
}

@Command({
  name: 'audit',
  description: 'Who did what, as a chain that shows whether somebody changed it.',
  subCommands: [VerifyAuditCommand],
})
export class AuditCommand extends CommandRunner {
  async run(): Promise<void> {
    this.command.help();
  }
}

function headOf(text: string) {
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (!seq || !hash)
    throw new Invalid('--noted takes what “audit verify” printed: a number, a colon, 64 letters and digits.');
  return { seq: Number(seq), hash };
}
