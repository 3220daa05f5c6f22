/**
 * Secrets in the steps of a command: `{{ secret.NAME }}`, in the headers and the body of an HTTP step and nowhere else.
 * What they are is known to the server alone.
 */
import { problem, type RuleProblem } from '../text';
import type { Surroundings } from './surroundings';

export const secretName = /^[A-Z][A-Z0-9_]{0,39}$/;
/** Characters of a value: a shorter one could be told from what is left where it was taken out. */
export const secretLength = { min: 8, max: 2000 } as const;
/** Of one bot, and hosts of one secret. */
export const mostSecrets = 50;
export const mostHosts = 10;

const tag = /\{\{.*?\}\}|\{%.*?%\}/gs;
const use = /(?<![\w.])secret\b(?:\.([A-Za-z_]\w*))?/g;

/** The secrets that a template names; `null` for a use that names none, as in `secret[name]`. */
export const secretsIn = (template: string): readonly (string | null)[] => [
  ...new Set(
    [...template.matchAll(tag)].flatMap(([text]) =>
      [...text.matchAll(use)].map(([, name]) => (name && secretName.test(name) ? name : null)),
    ),
  ),
];

const bare = /^\{\{-?\s*secret\.[A-Z][A-Z0-9_]{0,39}\s*-?\}\}$/;

/** Whether secrets stand in a template as they are: what a filter makes of one could not be found in an answer that repeats it. */
export const areSecretsBare = (template: string): boolean =>
  [...template.matchAll(tag)].every(([text]) => secretsIn(text).length === 0 || bare.test(text));
export const bareSecrets =
  'A secret stands by itself, as in {{ secret.API_KEY }}: no filter, comparison or tag takes one.';

/** What is wrong with how a template uses secrets, in a place where they may be. */
export const secretProblems = (
  template: string,
  field: string,
  { secrets, host }: { readonly secrets?: Surroundings['secrets']; readonly host: string | null },
): readonly RuleProblem[] => [
  ...secretsIn(template).flatMap((name) => {
    if (name === null) return problem(field, 'Name the secret as it is called: {{ secret.API_KEY }}.');
    const hosts = secrets?.get(name);
    if (secrets && !hosts)
      return problem(field, `There is no secret ${name}: set it in the settings of the bot first.`);
    if (hosts && host !== null && !hosts.includes(host))
      return problem(field, `The secret ${name} may be sent to ${hosts.join(', ')} only, not to ${host}.`);
    return [];
  }),
  ...(areSecretsBare(template) || secretsIn(template).includes(null) ? [] : problem(field, bareSecrets)),
];

/** Secrets in the texts of a step where none may be; steps within it say so for themselves. */
export function secretsElsewhere(step: object, field = ''): readonly RuleProblem[] {
  const isHttp = 'kind' in step && step.kind === 'http';
  return Object.entries(step).flatMap(([key, value]: readonly [string, unknown]) => {
    const path = field === '' ? key : `${field}.${key}`;
    if (own.has(key) || (isHttp && (key === 'headers' || key === 'body'))) return [];
    if (typeof value === 'object' && value !== null) return secretsElsewhere(value, path);
    return typeof value === 'string' && secretsIn(value).length > 0
      ? problem(path, 'Secrets may stand in the headers and the body of an HTTP step only.')
      : [];
  });
}
const own = new Set(['steps', 'then', 'else']);

/** What is wrong with a secret that somebody sets, beside its fields. */
export function newSecretProblems({
  name,
  value,
  hosts,
}: {
  readonly name: string;
  readonly value: string;
  readonly hosts: readonly string[];
}): readonly RuleProblem[] {
  return [
    ...(secretName.test(name)
      ? []
      : problem('name', 'Give a name of capital letters, digits and _, such as API_KEY.')),
    ...(value.length >= secretLength.min && value.length <= secretLength.max
      ? []
      : problem('value', `Give ${secretLength.min} to ${secretLength.max} characters.`)),
    ...(hosts.length === 0 || hosts.length > mostHosts
      ? problem('hosts', `Say to which hosts it may be sent: one to ${mostHosts}.`)
      : []),
    ...hosts.flatMap((host) =>
      hostName.test(host)
        ? []
        : problem('hosts', `“${host.slice(0, 60)}” is no host: give a name such as api.example.org.`),
    ),
  ];
}

/** A host as a URL has it, with its port where it is not the usual one. */
const hostName = /^(?=.{1,260}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:\d{1,5})?$/;
