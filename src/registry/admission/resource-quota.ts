// Quotas keep to their limits: what a write would add is asked of every quota of the namespace, and noted in
// its status before the write. Follows apiserver `admission/plugin/resourcequota`.
import type { AdmissionContext } from '../../meta/kind.ts'
import { resourceOf } from '../../meta/kind.ts'
import type { KubeObject } from '../../meta/object.ts'
import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  isZero,
  parseQuantity,
  subtractQuantities,
} from '../../meta/quantity.ts'
import { forbiddenStatus } from '../../meta/status.ts'
import type { ResourceQuota } from '../../schema/generated/core-v1.ts'
import type { Entry, Store } from '../../store/store.ts'
import type { ClusterRule } from '../admission.ts'
import type { Target } from '../target.ts'

const QUOTAS = 'resourcequotas'

type Amounts = Readonly<Record<string, string>>

/** What objects take of quotas; who knows the kinds says so. */
export interface QuotaUsage {
  usageOf(resource: string, object: KubeObject): Amounts
  inScopes(quota: ResourceQuota, resource: string, object: KubeObject): boolean
  /** What an object must state and does not. */
  missingOf(resource: string, object: KubeObject, hard: readonly string[]): string | undefined
}

/** Kinds that are asked again when they change. */
const CHECKED_ON_UPDATE: ReadonlySet<string> = new Set(['services', 'persistentvolumeclaims'])

export function resourceQuotaRule(store: Store, usage: QuotaUsage): ClusterRule {
  return {
    name: 'ResourceQuota',
    check(of, object, old, context) {
      if (object === undefined || of.namespace === '' || context.subresource !== '') return
      const resource = resourceOf(of.kind)
      if (context.operation === 'UPDATE' && !CHECKED_ON_UPDATE.has(resource)) return
      if (store.snapshot().count(QUOTAS, of.namespace) === 0) return
      return charge(store, usage, of, object, old, context)
    },
  }
}

async function charge(
  store: Store,
  usage: QuotaUsage,
  of: Target,
  object: KubeObject,
  old: KubeObject | undefined,
  context: AdmissionContext,
): Promise<void> {
  const resource = resourceOf(of.kind)
  const wanted = usage.usageOf(resource, object)
  const added = old === undefined ? wanted : difference(wanted, usage.usageOf(resource, old))
  const asked = concerned(store, usage, of, object, wanted)
  const creates = context.operation === 'CREATE'
  if (creates) for (const { object: quota } of asked) demand(usage, of, quota, object)
  const delta = Object.fromEntries(Object.entries(added).filter(([, one]) => !isZero(one)))
  if (!Object.values(delta).some(one => compareQuantities(one, '0') > 0)) return
  for (const entry of asked)
    await spend(store, of, object.metadata.name ?? '', entry, delta, context.dryRun)
}

/** The quotas that an object counts for, in the order of their names. */
function concerned(
  store: Store,
  usage: QuotaUsage,
  of: Target,
  object: KubeObject,
  wanted: Amounts,
): readonly Entry<ResourceQuota>[] {
  const resource = resourceOf(of.kind)
  const entries = store.snapshot().list(QUOTAS, of.namespace) as Entry<ResourceQuota>[]
  return entries.filter(({ object: quota }) => {
    const hard = Object.keys(quota.status?.hard ?? {})
    const matches =
      hard.some(name => name in wanted) || usage.missingOf(resource, object, hard) !== undefined
    return matches && usage.inScopes(quota, resource, object)
  })
}

function demand(usage: QuotaUsage, of: Target, quota: ResourceQuota, object: KubeObject): void {
  const hard = Object.keys(quota.status?.hard ?? {})
  const missing = usage.missingOf(resourceOf(of.kind), object, hard)
  if (missing === undefined) return
  const { name = '' } = quota.metadata
  throw refused(of, object.metadata.name, `failed quota: ${name}: must specify ${missing}`)
}

/** Notes in a quota what is added, unless that is too much; again when another write comes between. */
async function spend(
  store: Store,
  of: Target,
  name: string,
  first: Entry<ResourceQuota>,
  delta: Amounts,
  dryRun: boolean,
): Promise<void> {
  let entry: Entry<ResourceQuota> | undefined = first
  while (entry !== undefined) {
    const next = spent(of, name, entry.object, delta)
    if (dryRun) return
    const done = await store.commit(entry.key, entry.revision, next)
    if (done.ok) return
    entry = done.current as Entry<ResourceQuota> | undefined
  }
}

function spent(of: Target, name: string, quota: ResourceQuota, delta: Amounts): ResourceQuota {
  const { hard = {}, used = {} } = quota.status ?? {}
  const next: Record<string, string> = { ...used }
  const exceeded: string[] = []
  for (const [resource, amount] of Object.entries(delta)) {
    if (!(resource in hard)) continue
    const sum = formatQuantity(
      addQuantities(parseQuantity(used[resource] ?? '0'), parseQuantity(amount)),
    )
    if (compareQuantities(amount, '0') > 0 && compareQuantities(sum, hard[resource]) > 0)
      exceeded.push(resource)
    next[resource] = sum
  }
  if (exceeded.length === 0) return { ...quota, status: { ...quota.status, used: next } }
  exceeded.sort()
  const told = (amounts: Amounts): string =>
    exceeded.map(resource => `${resource}=${amounts[resource] ?? '0'}`).join(',')
  const { name: quotaName = '' } = quota.metadata
  throw refused(
    of,
    name,
    `exceeded quota: ${quotaName}, requested: ${told(delta)}, used: ${told(used)}, limited: ${told(hard)}`,
  )
}

function difference(next: Amounts, old: Amounts): Amounts {
  const names = new Set([...Object.keys(next), ...Object.keys(old)])
  return Object.fromEntries(
    [...names].map(name => [
      name,
      formatQuantity(
        subtractQuantities(parseQuantity(next[name] ?? '0'), parseQuantity(old[name] ?? '0')),
      ),
    ]),
  )
}

const refused = (of: Target, name: string | undefined, why: string): Error =>
  forbiddenStatus(of.kind, name ?? '', why)
