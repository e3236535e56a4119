/** Writes a tool result as a person-readable line: "booking code: …; guest: …". Nothing is left out. */
export function toProse(value: unknown): string {
  if (Array.isArray(value)) return value.map(toProse).join(' | ');
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([key, inner]) => `${words(key)}: ${typeof inner === 'object' ? `(${toProse(inner)})` : String(inner)}`)
      .join('; ');
  }
  return String(value);
}

function words(key: string): string {
  return key
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[_-]/g, ' ')
    .toLowerCase();
}

export function clip(text: string, length: number): string {
  const flat = text.replace(/\s+/g, ' ');
  return flat.length > length ? `${flat.slice(0, length - 1)}…` : flat;
}
