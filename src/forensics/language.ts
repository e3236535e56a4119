const marks = {
  en: 'the of and to in is for with that this it on are be you my your from have has as at or not',
  de: 'der die das und ist zu den mit für von auf im nicht ein eine des dem ich sie wir oder auch bei nach was wie',
  es: 'el la los las y de que en para por con un una del al es lo su sus se mi quiere como más está',
  fr: 'le la les et de des du en pour que un une est dans sur avec au aux ce cette je vous nous pas',
  it: 'il lo gli e di che per con una del della nel è sono questo ho mi come più',
  pt: 'o os as e de que em para com um uma do da no na é não seu sua por mais',
} as const;

/** A guess by function words; `unknown` for texts that have none, or too few to tell. */
export type Language = keyof typeof marks | 'unknown';

const byWord = new Map<string, (keyof typeof marks)[]>();
for (const [language, words] of Object.entries(marks)) {
  for (const word of words.split(' ')) byWord.set(word, [...(byWord.get(word) ?? []), language as keyof typeof marks]);
}

/** Which language a text is most likely in. Looks at the first 2,000 characters. */
export function languageOf(text: string): Language {
  const scores = new Map<keyof typeof marks, number>();
  for (const word of text
    .slice(0, 2000)
    .toLowerCase()
    .split(/[^\p{L}]+/u)) {
    const languages = byWord.get(word) ?? [];
    for (const language of languages) scores.set(language, (scores.get(language) ?? 0) + 1 / languages.length);
  }
  const [best, second] = [...scores].sort((a, b) => b[1] - a[1]);
  return best === undefined || best[1] - (second?.[1] ?? 0) < 0.5 ? 'unknown' : best[0];
}

/** Can two texts be compared word by word? Unknown is given the benefit of the doubt. */
export function isSameLanguage(a: Language, b: Language): boolean {
  return a === b || a === 'unknown' || b === 'unknown';
}
