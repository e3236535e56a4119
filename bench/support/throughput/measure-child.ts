import { measure, type Work } from './measure.ts';

const [file = '', works = '', repeats = '1', events = '1000'] = process.argv.slice(2);
const result = await measure(file, works.split(',') as Work[], Number(repeats), Number(events));
if (process.send === undefined) console.log(JSON.stringify(result));
else process.send(result, () => process.disconnect());
