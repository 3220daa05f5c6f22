import type { Application, Guild, User } from '../world/state';

/** The style of the sign-in pages, served from its own address so that the pages need no inline style. */
export const oauthStyle = `
:root { color-scheme: light dark; --ground: #eef0f6; --card: #fff; --ink: #1c1f2b; --quiet: #5a6072; --line: #cfd4e2; --main: #4a57d6; --on-main: #fff; }
@media (prefers-color-scheme: dark) { :root { --ground: #15171e; --card: #20232d; --ink: #eceef5; --quiet: #a3a9bc; --line: #3b4050; --main: #8f9bff; --on-main: #10121a; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 16px; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 440px; background: var(--card); border: 1px solid var(--line); border-radius: 16px; padding: 24px; }
.label { display: inline-block; margin: 0 0 16px; padding: 2px 10px; border: 1px solid var(--line); border-radius: 999px; color: var(--quiet); font-size: 13px; }
h1 { margin: 0 0 8px; font-size: 22px; line-height: 1.3; overflow-wrap: anywhere; }
p { margin: 0 0 16px; color: var(--quiet); overflow-wrap: anywhere; }
ul { margin: 0 0 16px; padding-left: 20px; }
fieldset { border: 0; margin: 0 0 16px; padding: 0; }
legend, .field { display: block; font-weight: 600; margin-bottom: 8px; padding: 0; }
.person { display: flex; gap: 12px; align-items: center; padding: 10px 12px; border: 1px solid var(--line); border-radius: 10px; margin-bottom: 8px; cursor: pointer; }
.person:has(:checked) { border-color: var(--main); box-shadow: 0 0 0 1px var(--main); }
.person:focus-within, button:focus-visible, select:focus-visible { outline: 3px solid var(--main); outline-offset: 2px; }
input { accent-color: var(--main); width: 18px; height: 18px; margin: 0; }
select { width: 100%; padding: 10px 12px; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 10px; margin-bottom: 16px; }
.actions { display: flex; gap: 12px; }
button { flex: 1; padding: 12px; font: inherit; font-weight: 600; border-radius: 10px; border: 1px solid var(--line); background: none; color: inherit; cursor: pointer; }
button.main { background: var(--main); border-color: var(--main); color: var(--on-main); }
`;

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const safe = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character] ?? '');

const page = (title: string, body: string) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${safe(title)} · Discord simulator</title>
<link rel="stylesheet" href="/oauth2/style.css">
</head>
<body><main><p class="label">Discord simulator, not Discord</p>${body}</main></body>
</html>
`;

const scopeWords: Record<string, string> = {
  identify: 'Know your name and id',
  email: 'Read your e-mail address',
  guilds: 'See which servers you are in',
  bot: 'Add its bot to a server',
  'applications.commands': 'Add its commands to a server',
};

export interface Consent {
  application: Application;
  scopes: readonly string[];
  people: readonly User[];
  pickedUserId: string | undefined;
  /** Set when a bot is to be added. */
  guilds: readonly Guild[] | null;
  pickedGuildId: string | undefined;
  /** What must come back with the form. */
  query: Readonly<Record<string, string>>;
}

export function consentPage({
  application,
  scopes,
  people,
  pickedUserId,
  guilds,
  pickedGuildId,
  query,
}: Consent): string {
  const hidden = Object.entries(query)
    .map(([name, value]) => `<input type="hidden" name="${safe(name)}" value="${safe(value)}">`)
    .join('');
  const picked = people.find(({ id }) => id === pickedUserId) ?? people[0];
  const radios = people
    .map(
      (user) =>
        `<label class="person" data-testid="authorize-user" data-name="${safe(user.globalName ?? user.username)}"><input type="radio" name="user" value="${user.id}"${user === picked ? ' checked' : ''} required><span>${safe(user.globalName ?? user.username)}</span></label>`,
    )
    .join('');
  const options = (guilds ?? [])
    .map(
      ({ id, name }) =>
        `<option value="${id}"${id === pickedGuildId ? ' selected' : ''}>${safe(name)}</option>`,
    )
    .join('');
  const place =
    guilds === null
      ? ''
      : `<label class="field" for="guild">Add to server</label><select id="guild" name="guild" data-testid="authorize-guild" required>${options}</select>`;
  const wishes = scopes.map((scope) => `<li>${safe(scopeWords[scope] ?? scope)}</li>`).join('');
  return page(
    `Authorize ${application.name}`,
    `<h1>${safe(application.name)} wants to</h1><ul>${wishes}</ul>
<form method="post" action="/oauth2/authorize">${hidden}
<fieldset><legend>Continue as</legend>${radios || '<p>There is nobody in this simulator yet. Its chat page makes people.</p>'}</fieldset>${place}
<div class="actions"><button name="decision" value="cancel" data-testid="authorize-deny" formnovalidate>Cancel</button><button class="main" name="decision" value="authorize" data-testid="authorize-approve">Authorize</button></div>
</form>`,
  );
}

export const noticePage = (title: string, sentence: string): string =>
  page(title, `<h1>${safe(title)}</h1><p>${safe(sentence)}</p>`);
