import { contentWords, stem, verbClass } from './words.ts';

/** General English words that stand for one another when people restate a request. One line, one meaning. */
const groups = `
fix resolve solve repair sort handle address settle rectify remedy troubleshoot
problem issue trouble fault error defect bug incident complaint concern matter
bill invoice charge billing statement fee payment
duplicate double twice duplicated repeated doubled
purchase buy order bought acquisition
booking reservation trip stay flight itinerary
appointment visit slot consultation session meeting
refund return reimburse reimbursement money-back credit repay
cancel cancellation terminate void
change modify update adjust amend switch exchange swap alter edit reschedule move shift rebook postpone replace replacement revise
find locate search look lookup discover identify track trace seek
check verify confirm validate review inspect examine see
explain clarify describe tell inform why understand
address location residence home
shipment parcel package delivery shipping courier dispatch
late delayed delay overdue
broken faulty defective damaged cracked malfunctioning
phone telephone mobile cell
laptop notebook computer pc
delete remove erase purge drop
create make set open add new
write draft compose prepare produce
summarize summary summarise digest overview recap outline condense
compare comparison versus contrast difference
password credential login sign-in signin access
account profile
staff employee colleague worker
client customer patron buyer
doctor physician clinician specialist dr
email mail e-mail message
send forward deliver transmit share
pay transfer remit wire
price cost rate fare
cheap cheaper cheapest low lowest affordable inexpensive
restart reboot relaunch bounce
server instance machine host node vm
deploy deployment rollout release ship
fail failing failure broken crash crashing outage down
slow latency sluggish performance
merge integrate combine
test tests spec check
report document paper article
supplier vendor
stock inventory
quantity amount number count
size dimension
colour color
kid child daughter son
fast quick urgent soon asap
holiday vacation leave
salary pay wage compensation
laptop notebook
`
  .trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/));

const groupOf = new Map<string, string>();
for (const group of groups) {
  const name = group[0] ?? '';
  for (const word of group) if (!groupOf.has(stem(word))) groupOf.set(stem(word), `=${name}`);
}

/** The meaning of a text as a set: stems, with synonyms and verbs of one class folded together. */
export function meaningSet(text: string): Set<string> {
  const out = new Set<string>();
  for (const word of contentWords(text.slice(0, 4000))) {
    const kind = verbClass(word);
    const root = stem(word);
    out.add(groupOf.get(root) ?? (kind === null || kind === 'run' || kind === 'read' ? root : `+${kind}`));
  }
  return out;
}
