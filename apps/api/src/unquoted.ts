/**
 * What is said of a variable that GraphQL cannot take, without its value: that may be a secret, and an answer is logged and
 * shown in more places than a request.
 */
export function unquoted(message: string): string {
  const [, variable] = /^Variable "\$(\w+)" got invalid value /.exec(message) ?? [];
  if (variable === undefined) return message;
  const places = [...message.matchAll(/ at "([\w.[\]]+)"; /g)];
  const place = places.at(-1)?.[1] ?? variable;
  const [, missing] =
    /; (Field "[\w.]+" (?:of required type "[\w![\]]+" was not provided|is not defined by type "\w+")\b[^]*)$/.exec(
      message,
    ) ?? [];
  const [, type] = /; (\w+) cannot represent /.exec(message) ?? [];
  const why = missing ?? (type ? `${type} is wanted there.` : 'It is of another type than is wanted there.');
  return `Variable "$${variable}" got an invalid value at "${place}"; ${why}`;
}
