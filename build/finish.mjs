// What the compiler leaves undone: files the program reads at run time, and the command's right to run.
import { chmodSync, cpSync } from 'node:fs';

for (const folder of ['db/migrations', 'sandbox/page']) {
  cpSync(`src/${folder}`, `dist/${folder}`, { recursive: true });
}
chmodSync('dist/cli/main.js', 0o755);
