/** `npm start`: the whole product on a machine that has Node and npm and nothing else. `tools/start/system.mjs` has the steps. */
import './start/check-node.mjs';

// Only now: a Node that is too old cannot even read the rest.
import('./start/system.mjs').then(({ runSocialCube }) => runSocialCube());
