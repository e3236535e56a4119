/** The eleven items of the postmortem's checklist, in order, as people read them. */
export const postmortemItems = {
  trace_exported: 'Trace exported and stored before rotation (kept at least 30 days)',
  origin_identified: 'Fault origin identified by step number',
  mode_classified: 'Failure mode classified',
  cascade_documented: 'Full cascade path documented',
  actions_enumerated: 'All external actions after the origin enumerated',
  actions_remediated: 'Reversible and irreversible actions identified and remediated',
  root_cause_named: 'One root-cause category chosen',
  detection_gap_described: 'Detection gap described',
  eval_added: 'New eval test in the regression suite',
  alert_configured: 'Alert configured for the signature (flag, token spike or loop)',
  distributed: 'Postmortem distributed to platform, product and on-call within 48 hours',
} as const;

export type PostmortemItem = keyof typeof postmortemItems;

/** What people ticked (true) or unticked (false) themselves; what nobody touched is absent. */
export type Ticks = { readonly [item in PostmortemItem]?: boolean };

export function isPostmortemItem(name: string): name is PostmortemItem {
  return Object.hasOwn(postmortemItems, name);
}
