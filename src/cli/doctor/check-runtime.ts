import { type Finding, fine, misconfigured } from './finding.ts';

/** The oldest Node.js the program runs on, as in package.json. */
const floor = [20, 12] as const;

/** @param version - as `process.versions.node` says it: `20.20.1`. */
export function checkRuntime(version: string): Finding[] {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const enough = major > floor[0] || (major === floor[0] && minor >= floor[1]);
  if (enough) return [fine('Node.js', version)];
  return [misconfigured('Node.js', `${version} is too old`, `Install Node.js ${floor.join('.')} or later.`)];
}
