import { isScalar, isSeq, parseDocument } from 'yaml';

/** A bot scope of the app manifest and what it is for. */
export interface ManifestScope {
  scope: string;
  /** The comment at its side or above it; null where there is none. */
  why: string | null;
}

/** The bot scopes of `manifest.yml`, in its order; empty where it names none. */
export function readManifestScopes(manifest: string): ManifestScope[] {
  const list = parseDocument(manifest).getIn(['oauth_config', 'scopes', 'bot'], true);
  if (!isSeq(list)) return [];
  return list.items.flatMap((item, index) => {
    if (!isScalar(item) || typeof item.value !== 'string') return [];
    // A comment above the first entry belongs to the list.
    const above = item.commentBefore ?? (index === 0 ? list.commentBefore : null);
    const why = (item.comment ?? above ?? '').replace(/\s+/g, ' ').trim();
    return [{ scope: item.value, why: why === '' ? null : why }];
  });
}
