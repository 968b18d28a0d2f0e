// Claims that wait for their first consumer: once a node is chosen, a volume that this node reaches is kept
// for the claim, or the claim is told the node for which a volume is to be made. The binder does the rest.

import { type RequestContext, through } from '../../registry/context.ts'
import type { Registry } from '../../registry/registry.ts'
import { target } from '../../registry/target.ts'
import { deviceClaimsOf } from '../../scheduling/devices.ts'
import { bestVolume } from '../../scheduling/volume-match.ts'
import { claimsOf } from '../../scheduling/volumes.ts'
import type { Node, PersistentVolumeClaim, Pod } from '../../schema/generated/core-v1.ts'
import { addFinalizer } from '../finalizers.ts'
import { at } from '../keys.ts'
import { PROTECTION, reservedBy } from '../resource-claim/claims.ts'
import { persistentVolumeClaims, persistentVolumes, resourceClaims } from '../rows.ts'
import { annotated, boundVolume } from '../volume-binder/changes.ts'
import { BIND_COMPLETED, SELECTED_NODE } from '../volume-binder/names.ts'

/** Whether all claims of a Pod are bound, so that the Pod can be. */
export async function prebind(
  registry: Registry,
  pod: Pod,
  node: Node,
  context: RequestContext,
): Promise<boolean> {
  const open = claimsOf(pod)
    .map(name => registry.find(target(persistentVolumeClaims, pod.metadata.namespace ?? '', name)))
    .filter(claim => claim !== undefined)
    .filter(claim => claim.metadata.annotations?.[BIND_COMPLETED] === undefined)
  for (const claim of open) await settleClaim(registry, claim, node, context)
  if (open.length > 0) return false
  for (const { name } of deviceClaimsOf(pod)) await reserve(registry, pod, name ?? '', context)
  return true
}

/** A claim of devices is the Pod's from now on; it asks for nothing, or has what it asks for. */
async function reserve(
  registry: Registry,
  pod: Pod,
  name: string,
  context: RequestContext,
): Promise<void> {
  const of = target(resourceClaims, pod.metadata.namespace ?? '', name)
  const claim = registry.find(of)
  if (claim === undefined) return
  if (claim.status?.allocation === undefined)
    await registry.modify(of, live => addFinalizer(live, PROTECTION), context)
  await registry.modify(of, live => reservedBy(live, pod), through(context, 'status'))
}

async function settleClaim(
  registry: Registry,
  claim: PersistentVolumeClaim,
  node: Node,
  context: RequestContext,
): Promise<void> {
  if ((claim.spec?.volumeName ?? '') !== '') return
  const volume = bestVolume(claim, registry.all(persistentVolumes), { node })
  if (volume !== undefined) {
    const keep = (live: typeof volume) =>
      live.spec?.claimRef === undefined ? boundVolume(live, claim) : live
    await registry.modify(at(persistentVolumes, volume), keep, context)
    return
  }
  const mark = { [SELECTED_NODE]: node.metadata.name ?? '' }
  await registry.modify(at(persistentVolumeClaims, claim), live => annotated(live, mark), context)
}
