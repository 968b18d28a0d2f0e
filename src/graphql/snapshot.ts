import type { Registry } from '../registry/registry.ts'

/** All objects at one revision, as the registry's store gives them. */
export type Snapshot = ReturnType<Registry['store']['snapshot']>
