/** Every table, in the order they refer to one another. */

export * from './tables/containment.ts';
export * from './tables/incidents.ts';
export * from './tables/postmortems.ts';
export * from './tables/queues.ts';
export * from './tables/traces.ts';
