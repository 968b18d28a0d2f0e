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

function isCounted(resource: string, { operation, subresource }: AdmissionContext): boolean {
  // Containers may come to ask for more while they run.
  if (subresource === 'resize') return resource === 'pods'
  return subresource === '' && (operation === 'CREATE' || CHECKED_ON_UPDATE.has(resource))
}

export function resourceQuotaRule(store: Store, usage: QuotaUsage): ClusterRule {
  return {
    name: 'ResourceQuota',
    check(of, object, old, context) {
      if (object === undefined || of.namespace === '') return
      if (!isCounted(resourceOf(of.kind), context)) return
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
  const asked = concerned(store, usage, of, object, wanted)
  const creates = context.operation === 'CREATE'
  if (creates) for (const { object: quota } of asked) demand(usage, of, quota, object)
  for (const entry of asked) {
    // Who did not count before counts whole.
    const counted = old !== undefined && usage.inScopes(entry.object, resource, old)
    const added = counted ? difference(wanted, usage.usageOf(resource, old)) : wanted
    const delta = Object.fromEntries(Object.entries(added).filter(([, one]) => !isZero(one)))
    if (Object.keys(delta).length === 0) continue
    await spend(store, of, object.metadata.name ?? '', entry, delta, context.dryRun)
  }
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

/** What is more than before; what is less is given back by the controller. */
function difference(next: Amounts, old: Amounts): Amounts {
  return Object.fromEntries(
    Object.entries(next).map(([name, amount]) => {
      const more = subtractQuantities(parseQuantity(amount), parseQuantity(old[name] ?? '0'))
      const text = formatQuantity(more)
      return [name, compareQuantities(text, '0') > 0 ? text : '0']
    }),
  )
}

const refused = (of: Target, name: string | undefined, why: string): Error =>
  forbiddenStatus(of.kind, name ?? '', why)
