/** `npm run dev`: what `npm start` does; then whatever is changed is built and started again. */
import './start/check-node.mjs';

// Only now: a Node that is too old cannot even read the rest. The api migrates: a new migration needs no command.
import('./start/system.mjs').then(({ runSocialCube }) =>
  runSocialCube({ extra: { MIGRATE_ON_START: 'true' }, afterwards: watch }),
);

async function watch(supervisor) {
  const { note } = await import('./start/terminal.mjs');
  await Promise.all(['api', 'worker', 'simulator'].map((app) => watchApp(supervisor, app)));
  await watchPanel(supervisor);
  note('dev', 'watching: save a file, and what it belongs to starts again');
}

/** Bundles the app again, with everything that it imports, when one of its files changes. */
async function watchApp(supervisor, app) {
  const { context } = await import('esbuild');
  const { bundleOptions } = await import('./bundle.mjs');
  const { note, warning } = await import('./start/terminal.mjs');
  let isCurrent = true;
  const restart = {
    name: 'restart',
    setup({ onEnd }) {
      onEnd(async ({ errors: [error] }) => {
        // esbuild begins with what `npm start` has just built.
        if (isCurrent) isCurrent = false;
        else if (error) note(app, warning(`does not build: ${describe(error)}`));
        else {
          note(app, 'changed, starts again');
          await supervisor.restart(app);
        }
      });
    },
  };
  const options = bundleOptions(`apps/${app}/src/main.ts`, `dist/apps/${app}/main.mjs`);
  const bundle = await context({ ...options, logLevel: 'silent', plugins: [...options.plugins, restart] });
  await bundle.watch();
}

/** Where and what; swc's complaints name the place themselves, and its stack says nothing to us. */
const describe = ({ text, location }) =>
  (location?.file ? `${location.file}:${location.line}: ` : '') + text.trim().split('\n\n')[0];

/** Angular builds the panel again; the api reads it when it starts. */
async function watchPanel(supervisor) {
  const { program } = await import('./start/child.mjs');
  const { note, warning } = await import('./start/terminal.mjs');
  const args = ['../../node_modules/@angular/cli/bin/ng.js', 'build', '--watch'];
  await supervisor.keep(
    'panel',
    program({ cwd: 'apps/panel', args, env: { ...process.env, FORCE_COLOR: '0' } }),
    {
      onLine(line) {
        if (line.includes('[ERROR]')) note('panel', warning(line.trim()));
        if (!line.startsWith('Application bundle generation complete')) return;
        note('panel', 'built: reload the page');
        void supervisor.restart('api');
      },
    },
  );
}
