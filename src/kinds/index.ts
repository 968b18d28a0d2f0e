// The table of kinds: every resource that v1.36 serves by default, one row each. Rows say what exists
// and under which rules; how requests are answered is the registry's and the edges' business.
import type { Kind } from '../meta/kind.ts'
import * as apps from './rows/apps.ts'
import * as converted from './rows/converted.ts'
import * as core from './rows/core.ts'
import * as extension from './rows/extension.ts'
import * as metrics from './rows/metrics.ts'
import * as mimikube from './rows/mimikube.ts'
import * as networking from './rows/networking.ts'
import * as pods from './rows/pods.ts'
import * as policy from './rows/policy.ts'
import * as reviews from './rows/reviews.ts'
import * as storage from './rows/storage.ts'

export { HANDLERS, type HandlerName } from './handlers.ts'
export { compareGroups, compareVersions } from './order.ts'
export { scalePrinter } from './printers/autoscaler.ts'
export { defaultPrinter } from './printers/default.ts'
export * from './rows/apps.ts'
export * from './rows/converted.ts'
export * from './rows/core.ts'
export * from './rows/extension.ts'
export * from './rows/mimikube.ts'
export * from './rows/networking.ts'
export * from './rows/pods.ts'
export * from './rows/policy.ts'
export * from './rows/reviews.ts'
export * from './rows/storage.ts'
export { groupOf, type Served, Table, type TableListener } from './table.ts'

/** Every built-in kind, in the order of resource names within the legacy group, then the named groups. */
export const builtinKinds: readonly Kind[] = [
  core,
  pods,
  converted,
  apps,
  reviews,
  networking,
  policy,
  storage,
  extension,
].flatMap(rows => Object.values(rows) as readonly Kind[])

/** The kinds of the simulated world, which clusters with simulated nodes serve beside. */
export const worldKinds: readonly Kind[] = [mimikube, metrics].flatMap(
  rows => Object.values(rows) as readonly Kind[],
)
