/** What the api may say after a sign-in with Discord that did not work; each with what to do. */
const problems: Readonly<Record<string, string>> = {
  denied: 'You said no on Discord’s page, so nothing was shared. Sign in again if that was a slip.',
  expired: 'That took too long. Start again.',
  state: 'That sign-in was started in another tab or took too long. Start again.',
  unreachable: 'The server does not answer. Check that Social Cube is running, then try again.',
  bootstrap:
    'Nobody owns this installation yet. Sign in by the address that the api printed when it started, or run: npm run cube -- create-superuser <your Discord id>',
  unavailable: 'Discord does not answer right now. Try again in a minute.',
  waiting: 'You are on the waiting list of this installation.',
  invitation: 'This installation lets in only whom it has invited.',
  rejected: 'Your account was turned down.',
  suspended: 'Your account is suspended.',
};

/** Whoever stands outside for one of these needs somebody who owns the installation. */
const needsOwner = new Set(['waiting', 'invitation', 'rejected', 'suspended']);

export function sentenceOf(problem: string | undefined, owner: string | undefined): string | undefined {
  if (!problem) return undefined;
  const sentence = problems[problem] ?? `Discord or the server refused the sign-in (${problem}). Try again.`;
  if (!needsOwner.has(problem)) return sentence;
  return owner
    ? `${sentence} Ask ${owner}, who owns it, to let you in.`
    : `${sentence} Ask whoever runs it to let you in.`;
}
