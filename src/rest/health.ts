// `/healthz`, `/livez`, `/readyz`: whether the server is well, in whole and in part.
import type { Exchange } from './exchange.ts'

/** A part of the server's health. */
export interface HealthCheck {
  readonly name: string
  /** Which of the three endpoints tell it; all when left out. */
  readonly only?: readonly HealthEndpoint[]
  /** Throws, or returns false, when something is wrong; always well when left out. */
  check?(): boolean
}

export type HealthEndpoint = 'healthz' | 'livez' | 'readyz'

const HOOKS: readonly string[] = [
  'poststarthook/start-apiserver-admission-initializer',
  'poststarthook/generic-apiserver-start-informers',
  'poststarthook/priority-and-fairness-config-consumer',
  'poststarthook/priority-and-fairness-filter',
  'poststarthook/storage-object-count-tracker-hook',
  'poststarthook/start-apiextensions-informers',
  'poststarthook/start-apiextensions-controllers',
  'poststarthook/crd-informer-synced',
  'poststarthook/start-system-namespaces-controller',
  'poststarthook/peer-endpoint-reconciler-controller',
  'poststarthook/start-cluster-authentication-info-controller',
  'poststarthook/start-kube-apiserver-identity-lease-controller',
  'poststarthook/start-kube-apiserver-identity-lease-garbage-collector',
  'poststarthook/storage-readiness',
  'poststarthook/start-legacy-token-tracking-controller',
  'poststarthook/start-service-ip-repair-controllers',
  'poststarthook/rbac/bootstrap-roles',
  'poststarthook/scheduling/bootstrap-system-priority-classes',
  'poststarthook/priority-and-fairness-config-producer',
  'poststarthook/bootstrap-controller',
  'poststarthook/start-kubernetes-service-cidr-controller',
  'poststarthook/start-kube-aggregator-informers',
  'poststarthook/apiservice-status-local-available-controller',
  'poststarthook/apiservice-status-remote-available-controller',
  'poststarthook/apiservice-registration-controller',
  'poststarthook/apiservice-discovery-controller',
  'poststarthook/kube-apiserver-autoregistration',
  'autoregister-completion',
  'poststarthook/apiservice-openapi-controller',
  'poststarthook/apiservice-openapiv3-controller',
]

/** The checks of a kube-apiserver, in its order; those of the options stand in for the ones of the same name. */
const CHECKS: readonly HealthCheck[] = [
  { name: 'ping' },
  { name: 'log' },
  { name: 'loopback-serving-certificate', only: ['healthz', 'livez'] },
  { name: 'etcd' },
  { name: 'etcd-readiness', only: ['readyz'] },
  { name: 'informer-sync', only: ['readyz'] },
  ...HOOKS.map(name => ({ name })),
  { name: 'shutdown', only: ['readyz'] },
]

/** The checks that an endpoint tells. */
export function checksOf(
  endpoint: HealthEndpoint,
  own: readonly HealthCheck[] = [],
): HealthCheck[] {
  const all = CHECKS.map(check => own.find(({ name }) => name === check.name) ?? check)
  const more = own.filter(({ name }) => !CHECKS.some(check => check.name === name))
  return [...all, ...more].filter(({ only }) => only === undefined || only.includes(endpoint))
}

/** Answers `/ENDPOINT` and `/ENDPOINT/CHECK`; false when there is no such check. */
export function serveHealth(
  exchange: Exchange,
  endpoint: HealthEndpoint,
  part: string,
  own: readonly HealthCheck[] | undefined,
): boolean {
  const checks = checksOf(endpoint, own)
  if (exchange.path === `/${endpoint}`) {
    report(exchange, endpoint, checks)
    return true
  }
  const check = checks.find(({ name }) => name === part)
  if (check === undefined) return false
  const well = isWell(check)
  send(exchange, well ? 200 : 500, well ? 'ok' : `internal server error: ${part}: check failed\n`)
  return true
}

/** `/metrics/slis`: the same for those who count. */
export function healthMetricsText(own: readonly HealthCheck[] | undefined): string {
  const lines = [
    '# HELP kubernetes_healthcheck [STABLE] This metric records the result of a single healthcheck.',
    '# TYPE kubernetes_healthcheck gauge',
  ]
  for (const type of ['healthz', 'livez', 'readyz'] as const)
    for (const check of checksOf(type, own))
      lines.push(
        `kubernetes_healthcheck{name="${check.name}",type="${type}"} ${isWell(check) ? 1 : 0}`,
      )
  return `${lines.join('\n')}\n`
}

function report(
  exchange: Exchange,
  endpoint: HealthEndpoint,
  checks: readonly HealthCheck[],
): void {
  const excluded = exchange.query.all('exclude')
  const lines: string[] = []
  let failed = false
  for (const check of checks) {
    if (excluded.includes(check.name)) lines.push(`[+]${check.name} excluded: ok`)
    else if (isWell(check)) lines.push(`[+]${check.name} ok`)
    else {
      failed = true
      lines.push(`[-]${check.name} failed: reason withheld`)
    }
  }
  const unknown = [...new Set(excluded)]
    .filter(name => !checks.some(check => check.name === name))
    .sort()
  if (unknown.length > 0) {
    const names = unknown.map(name => JSON.stringify(name)).join(',')
    lines.push(`warn: some health checks cannot be excluded: no matches for ${names}`)
  }
  const verbose = failed || exchange.query.first('verbose') !== undefined
  const told = `${lines.join('\n')}\n${endpoint} check ${failed ? 'failed' : 'passed'}\n`
  send(exchange, failed ? 500 : 200, verbose ? told : 'ok')
}

function isWell(check: HealthCheck): boolean {
  try {
    return check.check?.() !== false
  } catch {
    return false
  }
}

const send = (exchange: Exchange, code: number, text: string): void =>
  exchange.send(code, 'text/plain; charset=utf-8', text, ['X-Content-Type-Options', 'nosniff'])
