import { z } from 'zod';

/** One panel beside the conversation: another program on this machine that says how it is. */
export const PanelSettings = z.strictObject({
  title: z.string().min(1).max(60),
  /** Where it answers `GET <url>/status` and takes `POST <url><path of an action>`. */
  url: z.url({ protocol: /^https?$/ }),
  /** What a click on a line writes before its id, such as `/agent-incident`. */
  command: z.string().min(1).max(40).optional(),
});
export type PanelSettings = z.infer<typeof PanelSettings>;

/** Long texts are cut rather than refused: a panel is a courtesy. */
function text(max: number) {
  return z.coerce.string().transform((value) => (value.length > max ? `${value.slice(0, max - 1)}…` : value));
}

const Line = z.object({ id: z.string().min(1).max(120), label: text(120), state: text(24), text: text(300) });
const Action = z.object({
  id: z.string().min(1).max(60),
  label: text(60),
  /** Below the panel's own address; never another host. */
  path: z
    .string()
    .max(200)
    .regex(/^\/(?!\/)[\w./~%-]*$/),
});

/** What a panel's program answers to `GET <url>/status`. */
export const PanelStatus = z.object({
  title: text(60).optional(),
  lines: z.array(Line).transform((lines) => lines.slice(0, 30)),
  actions: z
    .array(Action)
    .transform((actions) => actions.slice(0, 12))
    .default([]),
});
export type PanelStatus = z.infer<typeof PanelStatus>;
