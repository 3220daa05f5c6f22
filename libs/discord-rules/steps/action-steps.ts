/** The rules of the steps that do something beside saying it. */
import { problem, type RuleProblem } from '../text';
import { secretProblems, secretsIn } from './secret-names';
import type { StepOf } from './step-shapes';
import { fixedName, type Surroundings } from './surroundings';

type Problems = readonly RuleProblem[];

const hasTags = (text: string): boolean => /\{\{|\{%/.test(text);

export const wanted = (value: string, field: string, message: string): Problems =>
  value.trim() === '' ? [{ field, message }] : [];

/** An id of Discord, or a template that comes out as one. */
const idLike = (value: string, field: string, message: string): Problems =>
  hasTags(value) || /^\s*\d{1,20}\s*$/.test(value) ? [] : problem(field, message);
const numberLike = (value: string, field: string): Problems =>
  hasTags(value) || (value.trim() !== '' && Number.isFinite(Number(value)))
    ? []
    : problem(field, 'Give a number, or a template that comes out as one.');

export const variableName = /^[a-z][a-z0-9_]{0,39}$/;
export const whyNoVariableName =
  'A name begins with a small letter and has small letters, digits and _ only.';
const named = (value: string, field: string): Problems =>
  variableName.test(value) ? [] : problem(field, whyNoVariableName);

export const roleStepProblems = ({ role, user }: StepOf<'giveRole' | 'takeRole'>): Problems => [
  ...idLike(role, 'role', 'Say which role: its id, or an option such as {{ options.role }}.'),
  ...(user === undefined
    ? []
    : idLike(user, 'user', 'Say whose: the id of a member, or an option such as {{ options.member }}.')),
];

export const setStepProblems = ({ variable, value, add }: StepOf<'set'>): Problems => [
  ...named(variable, 'variable'),
  ...(value !== undefined && add !== undefined
    ? problem('add', 'Give a new value or what is added to it, not both.')
    : []),
  ...(add === undefined ? [] : numberLike(add, 'add')),
];

export const branchStepProblems = ({
  value,
  test,
  with: other,
}: Pick<StepOf<'if'>, 'value' | 'test' | 'with'>): Problems => {
  const isNumeric = test === 'greaterThan' || test === 'lessThan';
  return [
    ...wanted(value, 'value', 'Say what is looked at, such as {{ options.answer }}.'),
    ...(isNumeric ? numberLike(other ?? '', 'with') : []),
    ...((test === 'contains' || test === 'startsWith') && !other
      ? problem('with', 'Say what it is compared with: every text contains nothing.')
      : []),
  ];
};

/** Whether the command is there, and does not come back to this one. */
export function runStepProblems(
  { command }: StepOf<'run'>,
  { name: own, commands }: Surroundings = {},
): Problems {
  const name = fixedName(command);
  if (name === null) return [];
  if (name === '') return problem('command', 'Say which command is run.');
  if (name === own) return problem('command', 'A command cannot run itself.');
  if (!commands) return [];
  if (!commands.has(name)) return problem('command', `This bot has no custom slash command /${name}.`);
  const way = own === undefined ? null : wayTo(own, [name], commands);
  return way
    ? problem('command', `This never ends: ${[own, ...way].map((each) => `/${each}`).join(' runs ')}.`)
    : [];
}

/** The commands by which one is reached from the last of these; null when it is not. */
function wayTo(
  own: string,
  way: readonly string[],
  commands: ReadonlyMap<string, readonly string[]>,
  seen = new Set<string>(),
): readonly string[] | null {
  const last = way.at(-1) ?? '';
  if (seen.has(last)) return null;
  seen.add(last);
  for (const next of commands.get(last) ?? []) {
    if (next === own) return [...way, own];
    const found = wayTo(own, [...way, next], commands, seen);
    if (found) return found;
  }
  return null;
}

/** What a template may name already: an answer of this name would hide it. */
const taken = new Set(
  'user member guild channel bot command options args fields target values now vars secret'.split(' '),
);
/** Headers that are not for a step to set: see `request-rules` of the server. */
const oursToSet =
  /^(accept-encoding|connection|content-length|expect|host|http2-settings|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|via)$/i;
const headerName = /^[\w!#$%&'*+.^`|~-]{1,100}$/;

export function httpStepProblems(
  { url, method = 'GET', headers = {}, body, as }: StepOf<'http'>,
  { secrets }: Surroundings = {},
): Problems {
  const place = { ...(secrets && { secrets }), host: fixedHost(url) };
  return [
    ...addressProblems(url),
    ...(/^\s*http:/i.test(url) && [...Object.values(headers), body ?? ''].flatMap(secretsIn).length > 0
      ? problem('url', 'A secret is sent over https only: everybody on the way can read http.')
      : []),
    ...Object.entries(headers).flatMap(([name, value]) => [
      ...(headerName.test(name)
        ? []
        : problem(`headers.${name}`, 'A header has a name of letters, digits and -.')),
      ...(oursToSet.test(name)
        ? problem(`headers.${name}`, `The header ${name} cannot be set. Leave it out.`)
        : []),
      ...secretProblems(value, `headers.${name}`, place),
    ]),
    ...(body === undefined ? [] : secretProblems(body, 'body', place)),
    ...(body && method === 'GET'
      ? problem('body', 'A request with GET has no body. Take POST, or leave it out.')
      : []),
    ...(as === undefined ? [] : named(as, 'as')),
    ...(as !== undefined && taken.has(as)
      ? problem('as', `${as} means something already: choose another name.`)
      : []),
  ];
}

/** The host of an address, with its port where it is not the usual one; null where only a run can tell. */
export function fixedHost(url: string): string | null {
  const [origin] = /^\s*https?:\/\/[^/?#{}\s]+(?=[/?#\s]|$)/i.exec(url) ?? [];
  return origin !== undefined && URL.canParse(origin.trim()) ? new URL(origin.trim()).host : null;
}

const privateName = /(^|\.)(localhost|local|internal|localdomain|lan|intranet|corp|home|home\.arpa|onion)$/;

function addressProblems(url: string): Problems {
  if (url.trim() === '') return problem('url', 'Say which address is called.');
  if (hasTags(url) && fixedHost(url) === null) return [];
  const plain = hasTags(url) ? url.slice(0, url.search(/\{\{|\{%/)) : url;
  if (!URL.canParse(plain)) return problem('url', 'Write the whole address: https://example.com/path.');
  const { protocol, username, password, hostname } = new URL(plain);
  if (protocol !== 'http:' && protocol !== 'https:')
    return problem('url', 'Only http and https may be called.');
  if (username !== '' || password !== '')
    return problem('url', 'A user name or password must not stand in the address. Send a header instead.');
  if (privateName.test(hostname) || !/[.:]/.test(hostname))
    return problem(
      'url',
      `${hostname} is a name of a machine or a private network: only public ones may be called.`,
    );
  return [];
}
