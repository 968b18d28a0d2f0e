// What else a fresh control plane holds: namespaces, the service of the API itself, priority classes,
// API services, service accounts of controllers and a few objects of the server's own.
import {
  apiService,
  configMap,
  endpointSlice,
  endpoints,
  ipAddress,
  namespace,
  priorityClass,
  service,
  serviceAccount,
  serviceCIDR,
} from '../../kinds/index.ts'
import { formatTime } from '../../meta/time.ts'
import { type Draft, draft } from './draft.ts'
import { controllerNames } from './rbac.ts'

export interface SystemOptions {
  /** Every group-version that is served; the legacy group's name is empty. */
  readonly groupVersions: readonly { readonly group: string; readonly version: string }[]
  /** `10.96.0.0/16`; the API's own service has its first address. */
  readonly serviceCidr: string
  /** Where the API server is reached from inside. */
  readonly advertiseAddress: string
  readonly port: number
  readonly hostname: string
  /** The CA that clients' certificates are checked with; none, no such data. */
  readonly clientCa?: string
}

const v1 = 'v1'

export const NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system'] as const

export const namespaceDrafts = (): Draft[] =>
  NAMESPACES.map(name =>
    draft(namespace, { apiVersion: v1, kind: 'Namespace', metadata: { name } }),
  )

export function systemDrafts(options: SystemOptions, nowMs: number): Draft[] {
  return [
    ...apiDrafts(options, nowMs),
    ...priorityClassDrafts(),
    ...options.groupVersions
      .filter(one => one.group !== ITS_OWN)
      .map(one => apiServiceDraft(one.group, one.version, nowMs)),
    ...serviceAccountDrafts(),
    ...serverDrafts(options, nowMs),
  ]
}

/** The range that addresses of Services are of, the service `kubernetes`, and what leads to it. */
function apiDrafts(options: SystemOptions, nowMs: number): Draft[] {
  const address = firstAddressOf(options.serviceCidr)
  const ready = {
    type: 'Ready',
    status: 'True',
    lastTransitionTime: formatTime(nowMs),
    reason: '',
    message: 'Kubernetes Service CIDR is ready',
  }
  return [
    draft(serviceCIDR, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'ServiceCIDR',
      metadata: {
        name: 'kubernetes',
        finalizers: ['networking.k8s.io/service-cidr-finalizer'],
      },
      spec: { cidrs: [options.serviceCidr] },
      status: { conditions: [ready] },
    }),
    draft(ipAddress, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IPAddress',
      metadata: {
        name: address,
        labels: {
          'ipaddress.kubernetes.io/ip-family': 'IPv4',
          'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io',
        },
      },
      spec: { parentRef: { resource: 'services', namespace: 'default', name: 'kubernetes' } },
    }),
    ...kubernetesServiceDrafts(options),
  ]
}

/** Where the API is found from inside. */
export type ApiAddress = Pick<SystemOptions, 'serviceCidr' | 'advertiseAddress' | 'port'>

/** The service `kubernetes`, its Endpoints and its EndpointSlice. */
export function kubernetesServiceDrafts(options: ApiAddress): Draft[] {
  const address = firstAddressOf(options.serviceCidr)
  const inDefault = { name: 'kubernetes', namespace: 'default' }
  const port = { name: 'https', port: options.port, protocol: 'TCP' }
  return [
    draft(service, {
      apiVersion: v1,
      kind: 'Service',
      metadata: { ...inDefault, labels: { component: 'apiserver', provider: 'kubernetes' } },
      spec: {
        ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: options.port }],
        clusterIP: address,
        clusterIPs: [address],
        type: 'ClusterIP',
        sessionAffinity: 'None',
        ipFamilies: ['IPv4'],
        ipFamilyPolicy: 'SingleStack',
        internalTrafficPolicy: 'Cluster',
      },
      status: { loadBalancer: {} },
    }),
    draft(endpoints, {
      apiVersion: v1,
      kind: 'Endpoints',
      metadata: { ...inDefault, labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
      subsets: [{ addresses: [{ ip: options.advertiseAddress }], ports: [port] }],
    }),
    draft(endpointSlice, {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { ...inDefault, labels: { 'kubernetes.io/service-name': 'kubernetes' } },
      addressType: 'IPv4',
      endpoints: [{ addresses: [options.advertiseAddress], conditions: { ready: true } }],
      ports: [port],
    }),
  ]
}

/** The first address of a range, which the API's own service has. */
export function firstAddressOf(cidr: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = (cidr.split('/')[0] ?? '').split('.').map(Number)
  return [a, b, c, d + 1].join('.')
}

const PRIORITY_CLASSES: readonly [string, number, string][] = [
  [
    'system-cluster-critical',
    2_000_000_000,
    'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
  ],
  [
    'system-node-critical',
    2_000_001_000,
    'Used for system critical pods that must not be moved from their current node.',
  ],
]

function priorityClassDrafts(): Draft[] {
  return PRIORITY_CLASSES.map(([name, value, description]) =>
    draft(priorityClass, {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name },
      value,
      description,
      preemptionPolicy: 'PreemptLowerPriority',
    }),
  )
}

/** The group of APIServices has none of its own. */
const ITS_OWN = 'apiregistration.k8s.io'

/** How important each group is to discovery, and how its versions compare where that is told. */
const PRIORITIES: Readonly<Record<string, number>> = {
  '': 18000,
  apps: 17800,
  'events.k8s.io': 17750,
  'authentication.k8s.io': 17700,
  'authorization.k8s.io': 17600,
  autoscaling: 17500,
  batch: 17400,
  'certificates.k8s.io': 17300,
  'networking.k8s.io': 17200,
  policy: 17100,
  'rbac.authorization.k8s.io': 17000,
  'storage.k8s.io': 16800,
  'admissionregistration.k8s.io': 16700,
  'apiextensions.k8s.io': 16700,
  'scheduling.k8s.io': 16600,
  'coordination.k8s.io': 16500,
  'node.k8s.io': 16300,
  'discovery.k8s.io': 16200,
  'resource.k8s.io': 16200,
  'flowcontrol.apiserver.k8s.io': 16100,
}

const VERSION_PRIORITIES: Readonly<Record<string, number>> = {
  '/v1': 1,
  'autoscaling/v2': 30,
  'flowcontrol.apiserver.k8s.io/v1': 21,
  'resource.k8s.io/v1': 21,
}

function apiServiceDraft(group: string, version: string, nowMs: number): Draft {
  const available = {
    type: 'Available',
    status: 'True',
    lastTransitionTime: formatTime(nowMs),
    reason: 'Local',
    message: 'Local APIServices are always available',
  }
  return draft(apiService, {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: {
      name: `${version}.${group}`,
      labels: { 'kube-aggregator.kubernetes.io/automanaged': 'onstart' },
    },
    spec: {
      ...(group === '' ? {} : { group }),
      version,
      groupPriorityMinimum: PRIORITIES[group] ?? 16000,
      versionPriority: VERSION_PRIORITIES[`${group}/${version}`] ?? 15,
    },
    status: { conditions: [available] },
  })
}

/** Roles of controllers that do not run with an account of their own here, and accounts that have a role elsewhere. */
const WITHOUT_ACCOUNT = ['route-controller', 'selinux-warning-controller', 'service-controller']
const WITH_OTHER_ROLES = ['bootstrap-signer', 'token-cleaner']

function serviceAccountDrafts(): Draft[] {
  const names = [...controllerNames, ...WITH_OTHER_ROLES]
  return names
    .filter(name => !WITHOUT_ACCOUNT.includes(name))
    .map(name =>
      draft(serviceAccount, {
        apiVersion: v1,
        kind: 'ServiceAccount',
        metadata: { name, namespace: 'kube-system' },
      }),
    )
}

/** What the server keeps for itself. */
function serverDrafts(options: SystemOptions, nowMs: number): Draft[] {
  const clientCa = options.clientCa === undefined ? {} : { 'client-ca-file': options.clientCa }
  return [
    configMapDraft('extension-apiserver-authentication', clientCa),
    configMapDraft('kube-apiserver-legacy-service-account-token-tracking', {
      since: formatTime(nowMs).slice(0, 10),
    }),
  ]
}

function configMapDraft(name: string, data: Readonly<Record<string, string>>): Draft {
  const metadata = { name, namespace: 'kube-system' }
  return draft(configMap, { apiVersion: v1, kind: 'ConfigMap', metadata, data })
}
