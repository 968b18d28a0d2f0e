// Labels by which a node could draw workloads to itself: those of Kubernetes that are not the kubelet's own.
// Follows `k8s.io/kubelet/pkg/apis`.

const RESTRICTED = 'node-restriction.kubernetes.io'
const OF_KUBERNETES: readonly string[] = ['kubernetes.io', 'k8s.io']
const OF_KUBELETS: readonly string[] = ['kubelet.kubernetes.io', 'node.kubernetes.io']
const KUBELET_LABELS: ReadonlySet<string> = new Set([
  'kubernetes.io/hostname',
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region',
  'beta.kubernetes.io/instance-type',
  'node.kubernetes.io/instance-type',
  'beta.kubernetes.io/os',
  'kubernetes.io/os',
  'beta.kubernetes.io/arch',
  'kubernetes.io/arch',
])

type Labels = Readonly<Record<string, string>>

/** What differs between two sets of labels and is not a node's to change, in order. */
export function forbiddenLabels(next: Labels, old: Labels): string[] {
  const keys = new Set([...Object.keys(next), ...Object.keys(old)])
  return [...keys].filter(key => next[key] !== old[key] && isForbidden(key)).sort()
}

function isForbidden(key: string): boolean {
  const slash = key.indexOf('/')
  const domain = slash < 0 ? '' : key.slice(0, slash)
  if (isIn(domain, RESTRICTED)) return true
  if (!OF_KUBERNETES.some(one => isIn(domain, one))) return false
  return !KUBELET_LABELS.has(key) && !OF_KUBELETS.some(one => isIn(domain, one))
}

const isIn = (domain: string, other: string): boolean =>
  domain === other || domain.endsWith(`.${other}`)
