import type { Config } from '../config.ts';
import type { Authorizer } from '../containment/authorize.ts';
import type { ContainmentRouting } from '../containment/routing.ts';
import type { ControlStore } from '../containment/store.ts';
import type { PostStore } from '../incident/posts/store.ts';
import type { ReversalStore } from '../incident/reversals/store.ts';
import type { IncidentStore } from '../incident/store.ts';
import type { PostmortemDestination } from '../postmortem/destination.ts';
import type { PostmortemStore } from '../postmortem/store.ts';
import type { Templates } from '../postmortem/templates.ts';
import type { Archive } from '../trace/archive/store.ts';
import type { CombinedSource } from '../trace/combine-sources.ts';
import type { IntakeStore } from '../trace/intake/store.ts';
import type { StatsStore } from '../trace/stats/store.ts';
import type { Effects, Log, Notifier } from './ports.ts';
import type { SignedLinks } from './signed-links.ts';

/** What the flows work with; put together in compose.ts. */
export interface Parts {
  config: Config;
  now(): Date;
  log: Log;
  notifier: Notifier;
  effects: Effects;
  incidents: IncidentStore;
  posts: PostStore;
  reversals: ReversalStore;
  /** All configured sources as one. */
  source: CombinedSource;
  intake: IntakeStore;
  archive: Archive;
  stats: StatsStore;
  routing: ContainmentRouting;
  control: ControlStore;
  authorizer: Authorizer;
  postmortems: PostmortemStore;
  destination: PostmortemDestination;
  templates: Templates;
  links: SignedLinks;
}
