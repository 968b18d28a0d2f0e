// The order in which discovery names groups and versions.

/** The groups of the server itself, the most important first; the order of their APIServices' priorities. */
const GROUPS: readonly string[] = [
  '',
  'apiregistration.k8s.io',
  'apps',
  'events.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'scheduling.k8s.io',
  'coordination.k8s.io',
  'node.k8s.io',
  'discovery.k8s.io',
  'resource.k8s.io',
  'flowcontrol.apiserver.k8s.io',
]

/** Groups of the server come in their order, groups of custom resources after them by name. */
export function compareGroups(a: string, b: string): number {
  const rankA = GROUPS.indexOf(a)
  const rankB = GROUPS.indexOf(b)
  if (rankA >= 0 && rankB >= 0) return rankA - rankB
  if (rankA >= 0 || rankB >= 0) return rankA >= 0 ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}

const STABILITY = { alpha: 0, beta: 1, '': 2 } as const

/** v10 before v2 before v1beta1 before v1alpha3; names of another shape come last, by name. */
export function compareVersions(a: string, b: string): number {
  const partsA = partsOf(a)
  const partsB = partsOf(b)
  if (partsA === undefined || partsB === undefined) {
    if (partsA !== undefined) return -1
    if (partsB !== undefined) return 1
    return a < b ? -1 : a > b ? 1 : 0
  }
  const [stabilityA, majorA, minorA] = partsA
  const [stabilityB, majorB, minorB] = partsB
  return stabilityB - stabilityA || majorB - majorA || minorB - minorA
}

function partsOf(version: string): [number, number, number] | undefined {
  const match = /^v([1-9][0-9]*)(?:(alpha|beta)([1-9][0-9]*))?$/.exec(version)
  if (match === null) return undefined
  const stability = (match[2] ?? '') as keyof typeof STABILITY
  return [STABILITY[stability], Number(match[1]), Number(match[3] ?? 0)]
}
