import type { FieldTrace, QueryTrace, RequestTrace } from './request-recorder';

/** The last requests as one page of plain HTML: it needs no script, so it works under our Content-Security-Policy. */
export function requestsPage(requests: readonly RequestTrace[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The last requests</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 80rem; margin: 2rem auto; padding: 0 1rem; color-scheme: light dark; }
summary { cursor: pointer; padding: .3rem 0; }
summary b { font-variant-numeric: tabular-nums; display: inline-block; min-width: 6rem; text-align: right; margin-right: 1rem; }
summary span, .quiet { opacity: .7; }
details { border-bottom: 1px solid #8884; }
table { border-collapse: collapse; margin: .5rem 0 1rem; }
td, th { text-align: left; padding: .1rem 1rem .1rem 0; vertical-align: top; }
td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
code { font: .85rem ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
.bad { color: light-dark(#b3261e, #f2b8b5); }
</style>
</head>
<body>
<h1>The last requests</h1>
<p class="quiet">Of this api process, newest first; reload for newer ones. In development only.</p>
${requests.length === 0 ? '<p>Nobody has asked for anything yet: open a page of the panel, then reload.</p>' : ''}
${requests.map(section).join('\n')}
</body>
</html>
`;
}

function section(trace: RequestTrace): string {
  const inDatabase = trace.queries.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const { length } = trace.queries;
  const what = trace.operation ?? trace.address;
  return `<details>
<summary><b>${time(trace.milliseconds)}</b>${text(what)} <span>${text(trace.who ?? 'nobody')} · ${trace.status ?? 'under way'} ·
${length} ${length === 1 ? 'query' : 'queries'} in ${time(inDatabase)} · ${trace.at.toISOString()}</span></summary>
${trace.errors.map((message) => `<p class="bad">${text(message)}</p>`).join('')}
${fields([...trace.fields])}
${queries(trace.queries)}
</details>`;
}

function fields(called: (readonly [string, FieldTrace])[]): string {
  if (called.length === 0) return '';
  const rows = called
    .sort(([, a], [, b]) => b.milliseconds - a.milliseconds)
    .slice(0, 40)
    .map(
      ([name, { calls, milliseconds }]) =>
        `<tr><td class="number">${time(milliseconds)}</td><td class="number">${calls}</td><td><code>${text(name)}</code></td></tr>`,
    );
  return `<table><thead><tr><th>Time</th><th>Calls</th><th>Resolver</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function queries(run: readonly QueryTrace[]): string {
  if (run.length === 0) return '';
  const rows = run.map(
    ({ sql, milliseconds, failed }) =>
      `<tr${failed ? ' class="bad"' : ''}><td class="number">${time(milliseconds)}</td><td><code>${text(sql.trim())}</code></td></tr>`,
  );
  return `<table><thead><tr><th>Time</th><th>Query</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

const time = (milliseconds: number | null) => (milliseconds === null ? '…' : `${milliseconds.toFixed(1)} ms`);
const text = (value: string) => value.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
