import { type Method, method } from './method.ts';

/** Socket Mode: https://docs.slack.dev/reference/methods/apps.connections.open */
export const appMethods: Readonly<Record<string, Method>> = {
  'apps.connections.open': {
    ...method(null, {}, (core) => {
      const ticket = core.sockets.issueTicket();
      const query = new URLSearchParams({ ticket, app_id: core.workspace.app.id });
      return { url: `${core.baseUrl().replace(/^http/, 'ws')}/_socket?${query}` };
    }),
    forApp: true,
  },
};
