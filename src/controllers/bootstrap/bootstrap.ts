// The objects of a fresh control plane: made at the start if they are not there, through the registry
// like everything else. What controllers add by themselves (default service accounts, certificates)
// is not made here.
import { systemContext, through } from '../../registry/context.ts'
import type { Registry } from '../../registry/registry.ts'
import { ignoring } from '../claim.ts'
import { at } from '../keys.ts'
import type { Draft } from './draft.ts'
import { flowControlDrafts } from './flow-control.ts'
import { rbacDrafts } from './rbac.ts'
import { leaseDraft } from './server-lease.ts'
import { namespaceDrafts, type SystemOptions, systemDrafts } from './system.ts'

/** Makes what is missing; what is there is left as it is. */
export async function bootstrap(registry: Registry, options: SystemOptions): Promise<void> {
  const nowMs = registry.clock.nowMs()
  await makeAll(registry, namespaceDrafts())
  await makeAll(registry, [
    ...systemDrafts(options, nowMs),
    leaseDraft(options.hostname, registry.ids.uid(), nowMs),
    ...flowControlDrafts(nowMs),
    ...rbacDrafts(),
  ])
}

const context = systemContext('system:apiserver', 'kube-apiserver', ['system:masters'])

/** All at once, so that they are made durable together. */
async function makeAll(registry: Registry, drafts: readonly Draft[]): Promise<void> {
  await Promise.all(drafts.map(draft => make(registry, draft)))
}

async function make(registry: Registry, { kind, object }: Draft): Promise<void> {
  const of = at(kind, object)
  if (registry.find(of) !== undefined) return
  const made = await ignoring(['AlreadyExists'], () => registry.create(of, object, context))
  if (made === undefined || !('status' in object)) return
  if (kind.subresources?.some(one => one.name === 'status') !== true) return
  const { status } = object
  await registry.modify(of, live => ({ ...live, status }), through(context, 'status'))
}
