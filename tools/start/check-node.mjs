/** Ends the process with one clear line where this Node is none of those that the product is tested on. */
import { readFileSync } from 'node:fs';

/** True where a range such as `^20.19 || ^22.12 || >=24` admits the version. */
function isSupported(version, range) {
  const [major, minor] = version.split('.').map(Number);
  return range.split('||').some((part) => {
    const [, kind, wanted, least = '0'] = /^\s*(\^|>=)(\d+)(?:\.(\d+))?\s*$/.exec(part);
    if (major === Number(wanted)) return minor >= Number(least);
    return kind === '>=' && major > Number(wanted);
  });
}

const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
if (!isSupported(process.versions.node, engines.node)) {
  process.stderr.write(
    `Social Cube needs Node ${engines.node}, and this is ${process.versions.node}: install Node 24 and try again.\n`,
  );
  process.exit(1);
}
