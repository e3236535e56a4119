import { h } from './tree.js';

// Drawn here, so that they look the same on machines without an emoji font. Short name, picture, character.
const drawn = [
  ['red_circle', 'red-circle', '🔴'],
  ['large_orange_circle', 'orange-circle', '🟠'],
  ['large_yellow_circle', 'yellow-circle', '🟡'],
  ['large_green_circle', 'green-circle', '🟢'],
  ['large_blue_circle', 'blue-circle', '🔵'],
  ['hourglass_flowing_sand', 'hourglass', '⏳'],
  ['package', 'package', '📦'],
  ['mega', 'mega', '📣'],
  ['memo', 'memo', '📝'],
  ['alarm_clock', 'alarm-clock', '⏰'],
  ['raised_hand', 'raised-hand', '✋'],
  ['pushpin', 'pushpin', '📌'],
  ['eyes', 'eyes', '👀'],
  ['white_check_mark', 'check', '✅'],
  ['+1', 'thumbs-up', '👍'],
  ['thread', 'thread', '🧵'],
  ['rotating_light', 'siren', '🚨'],
];
const byName = new Map(drawn.map(([name, picture, char]) => [name, { picture, char }]));
const byChar = new Map(drawn.map(([, picture, char]) => [char, { picture, char }]));
const pattern = new RegExp(`${drawn.map(([, , char]) => char).join('|')}|:([a-z0-9_+-]+):`, 'gu');

/** What a person may react with from the menu of a message. */
export const quickReactions = ['pushpin', 'eyes', 'white_check_mark', '+1'];

function picture({ picture: name, char }) {
  return h('img', { class: 'emoji', src: `/emoji-${name}.svg`, alt: char });
}

/** A reaction's picture, or its name between colons where there is none. */
export function renderEmoji(name) {
  const known = byName.get(name);
  return known ? picture(known) : `:${name}:`;
}

/** Text with its emoji as pictures; short names that are not known (or not wanted) stay text. */
export function withEmoji(text, shortNames = true) {
  const nodes = [];
  let done = 0;
  for (const match of text.matchAll(pattern)) {
    const known = match[1] === undefined ? byChar.get(match[0]) : shortNames && byName.get(match[1]);
    if (!known) continue;
    if (match.index > done) nodes.push(text.slice(done, match.index));
    nodes.push(picture(known));
    done = match.index + match[0].length;
  }
  if (done < text.length) nodes.push(text.slice(done));
  return nodes;
}
