/** What validation of a pod spec allows beside the rules for new objects: mostly what an old object already has. */
export interface PodValidationOptions {
  /** The spec is that of a Pod and not of a template. */
  readonly isPod?: boolean
  /** Values of label selectors that no label can have. */
  readonly allowInvalidLabelValueInSelector?: boolean
  readonly allowInvalidTopologySpreadSelector?: boolean
  readonly allowInvalidLabelValueInNodeAffinity?: boolean
  /** Huge pages that are no multiple of their size. */
  readonly allowIndivisibleHugePages?: boolean
  readonly allowNonLocalTokenPath?: boolean
  readonly allowInvalidDeletionCost?: boolean
  readonly allowHostSysctls?: boolean
}
