import { writeFileSync } from 'node:fs';
import { examples } from './catalog.ts';
import { renderExample } from './example.ts';

for (const example of examples) {
  const text = renderExample(example);
  writeFileSync(new URL(`../${example.file}`, import.meta.url), text);
  console.log(`${example.file}: ${example.events.length} events, ${Math.ceil(text.length / 1024)} KiB`);
}
