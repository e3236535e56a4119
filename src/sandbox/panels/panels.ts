import { type PanelSettings, PanelStatus } from './schema.ts';

/** A panel as the page shows it. */
export interface Panel {
  /** Names it in `POST /_sandbox/panel`. */
  id: string;
  title: string;
  command: string | null;
  /** Null before it was first asked. */
  reachable: boolean | null;
  lines: PanelStatus['lines'];
  actions: { id: string; label: string }[];
}

/** The programs shown beside the conversation. */
export interface Panels {
  list(): readonly Panel[];
  /** Does what a button of a panel stands for. Null when there is no such panel or button. */
  act(panel: string, action: string): Promise<{ ok: boolean; text: string } | null>;
  close(): void;
}

const timeoutMs = 500;
const maxBytes = 256 * 1024;
const nothing: PanelStatus = { lines: [], actions: [] };

interface Watched {
  settings: PanelSettings;
  /** Null while it cannot be reached, undefined before it was asked. */
  status: PanelStatus | null | undefined;
}

/**
 * Asks each panel's program how it is, every so often while somebody looks.
 *
 * @param page.everyMs - milliseconds between two questions. @param page.watched - is a page open? @param page.changed - called when a panel has something new to show.
 */
export function createPanels(
  settings: readonly PanelSettings[],
  page: { everyMs: number; watched: () => boolean; changed: () => void },
): Panels {
  const watched: Watched[] = settings.map((entry) => ({ settings: entry, status: undefined }));
  let asking = false;
  const askAll = async () => {
    if (asking || !page.watched()) return;
    asking = true;
    const before = JSON.stringify(watched);
    await Promise.all(
      watched.map(async (panel) => {
        panel.status = await fetchStatus(panel.settings.url);
      }),
    );
    asking = false;
    if (JSON.stringify(watched) !== before) page.changed();
  };
  const timer = watched.length === 0 ? null : setInterval(() => void askAll(), page.everyMs).unref();
  return {
    list: () => watched.map((panel, index) => show(panel, index)),
    async act(id, actionId) {
      const panel = watched[Number(id)];
      const action = panel?.status?.actions.find((entry) => entry.id === actionId);
      if (panel === undefined || action === undefined) return null;
      const done = await press(`${trimmed(panel.settings.url)}${action.path}`);
      void askAll();
      return done;
    },
    close() {
      if (timer !== null) clearInterval(timer);
    },
  };
}

function show({ settings, status }: Watched, index: number): Panel {
  const { lines, actions, title } = status ?? nothing;
  return {
    id: String(index),
    title: title ?? settings.title,
    command: settings.command ?? null,
    reachable: status === undefined ? null : status !== null,
    lines,
    actions: actions.map(({ id, label }) => ({ id, label })),
  };
}

async function fetchStatus(url: string): Promise<PanelStatus | null> {
  try {
    const response = await fetch(`${trimmed(url)}/status`, {
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok) return null;
    const body = await response.arrayBuffer();
    if (body.byteLength > maxBytes) return null;
    return PanelStatus.parse(JSON.parse(Buffer.from(body).toString('utf8')));
  } catch {
    return null;
  }
}

async function press(url: string): Promise<{ ok: boolean; text: string }> {
  try {
    const headers = { 'content-type': 'application/json' };
    const signal = AbortSignal.timeout(timeoutMs * 10);
    const response = await fetch(url, { method: 'POST', body: '{}', headers, redirect: 'error', signal });
    return { ok: response.ok, text: response.ok ? '' : `It answered HTTP ${response.status}.` };
  } catch {
    return { ok: false, text: 'It could not be reached.' };
  }
}

function trimmed(url: string): string {
  return url.replace(/\/+$/, '');
}
