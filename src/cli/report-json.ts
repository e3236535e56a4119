/** Control, direction-changing and invisible characters that JSON leaves as they are but a terminal would act on. */
const rawInJson = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** A value as JSON that is also harmless on a terminal; equal to `JSON.stringify` once parsed. Ends with a newline. */
export function renderJson(value: unknown, pretty: boolean): string {
  const json = pretty ? JSON.stringify(value, null, 2) : JSON.stringify(value);
  return `${json.replace(rawInJson, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}
