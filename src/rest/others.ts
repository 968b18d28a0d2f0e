// Groups that APIServices tell of and servers of others are to serve. None of them can be reached: they are
// told by discovery, and what is asked of them is answered with 503.
import { apiService } from '../kinds/index.ts'
import type { Registry } from '../registry/registry.ts'
import type { APIService } from '../schema/generated/apiregistration-v1.ts'

/** A group, and its versions from the most important on. */
export interface OthersGroup {
  readonly group: string
  readonly versions: readonly string[]
}

/** Whether a path is below a group and version that another server is to serve. */
export function isOfOthers(registry: Registry, path: readonly string[]): boolean {
  const [root, group, version] = path
  if (root !== 'apis' || group === undefined || version === undefined) return false
  return others(registry).some(({ spec }) => spec?.group === group && spec.version === version)
}

export function othersGroups(registry: Registry): OthersGroup[] {
  const byGroup = new Map<string, APIService[]>()
  for (const one of others(registry)) {
    const group = one.spec?.group ?? ''
    byGroup.set(group, [...(byGroup.get(group) ?? []), one])
  }
  return [...byGroup]
    .sort(([a, ofA], [b, ofB]) => weight(ofB) - weight(ofA) || (a < b ? -1 : 1))
    .map(([group, services]) => ({
      group,
      versions: services
        .sort((a, b) => (b.spec?.versionPriority ?? 0) - (a.spec?.versionPriority ?? 0))
        .map(({ spec }) => spec?.version ?? ''),
    }))
}

const others = (registry: Registry): APIService[] =>
  registry.all(apiService).filter(({ spec }) => spec?.service !== undefined)

const weight = (services: readonly APIService[]): number =>
  Math.max(...services.map(({ spec }) => spec?.groupPriorityMinimum ?? 0))
