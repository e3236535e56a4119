// What the program reads at run time and the compiler does not carry over to dist/.
import { cpSync, existsSync } from 'node:fs';

for (const folder of ['db/migrations', 'sandbox/page']) {
  if (existsSync(`src/${folder}`)) cpSync(`src/${folder}`, `dist/${folder}`, { recursive: true });
}
