import type { JsonSchema, OpenApi, Operation } from './openapi';

/** The documentation as one page of plain HTML: it needs no script, so it works under our Content-Security-Policy. */
export function docsPage({ info, paths }: OpenApi): string {
  const sections = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => section(method.toUpperCase(), path, operation)),
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(info.title)}: REST</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color-scheme: light dark; }
h2 { margin: 2.5rem 0 0; font-size: 1.1rem; }
code, pre { font-family: ui-monospace, monospace; font-size: .9rem; }
pre { overflow: auto; padding: 1rem; border: 1px solid #8886; border-radius: .5rem; }
table { border-collapse: collapse; }
td, th { text-align: left; padding: .2rem 1rem .2rem 0; vertical-align: top; }
</style>
</head>
<body>
<h1>${text(info.title)}: REST, version 1</h1>
<p>${text(info.description)} For programs: <a href="/api/v1/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
<pre>curl -H "Authorization: Bearer cube_…" /api/v1/bots</pre>
<p>Errors are <code>{ "code", "message", "fields" }</code>. Lists come in pages: follow <code>next</code>, or pass
<code>cursor</code> as <code>after</code>.</p>
${sections.join('\n')}
</body>
</html>
`;
}

function section(
  method: string,
  path: string,
  { operationId, summary, parameters, ...rest }: Operation,
): string {
  const rows = parameters.map(
    ({ name, in: place, required, schema }) =>
      `<tr><td><code>${text(name)}</code></td><td>${place}${required ? ', required' : ''}</td><td>${text(brief(schema))}</td></tr>`,
  );
  const table = rows.length > 0 ? `<table><tbody>${rows.join('')}</tbody></table>` : '';
  const body = rest.requestBody ? schemaIn(rest.requestBody) : null;
  const [answer] = Object.entries(rest.responses);
  return `<h2 id="${operationId}"><code>${method} /api/v1${text(path)}</code></h2>
<p>${text(summary)}</p>
${table}
${body ? `<details><summary>Body</summary><pre>${text(outline(body))}</pre></details>` : ''}
${answer ? `<details><summary>Answer ${answer[0]}</summary><pre>${text(outline(schemaIn(answer[1])))}</pre></details>` : ''}`;
}

const schemaIn = (holder: object): JsonSchema => Object(holder).content['application/json'].schema;

/** A schema as a sketch of its JSON. */
function outline(schema: JsonSchema, indent = ''): string {
  const properties = schema['properties'];
  if (properties) {
    const lines = Object.entries(Object(properties)).map(
      ([name, each]) => `${indent}  ${name}: ${outline(Object(each), `${indent}  `)}`,
    );
    return `{\n${lines.join('\n')}\n${indent}}${isNullable(schema) ? ' or null' : ''}`;
  }
  if (schema['items']) return `[${outline(Object(schema['items']), indent)}]`;
  return brief(schema);
}

function brief(schema: JsonSchema): string {
  const { $ref, oneOf, type, format, items } = Object(schema);
  if ($ref) return String($ref).split('/').at(-1) ?? '';
  if (Array.isArray(oneOf)) return oneOf.map((each) => brief(Object(each))).join(' or ');
  if (items) return `list of ${brief(Object(items))}`;
  const names = [type].flat().filter((each) => each !== 'null');
  return `${format ?? names.join(' or ')}${isNullable(schema) ? ' or null' : ''}`;
}

const isNullable = ({ type }: JsonSchema): boolean => Array.isArray(type) && type.includes('null');

const text = (raw: string): string =>
  raw.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
