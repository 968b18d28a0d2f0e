import { evictionFault } from '../auth/node/pod-restriction.ts'
import { evict } from '../controllers/disruption/eviction.ts'
import { pod as podKind } from '../kinds/index.ts'
import { forbiddenStatus, type Status } from '../meta/status.ts'
import type { RequestContext } from '../registry/context.ts'
import type { Registry } from '../registry/registry.ts'
import { target } from '../registry/target.ts'
import type { Eviction } from '../schema/generated/policy-v1.ts'

/** Evicts a Pod, whichever edge it is asked of. @throws StatusError 403 for a node that does not run it, among others */
export async function evictFor(
  registry: Registry,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  eviction: Eviction,
  context: RequestContext,
): Promise<Status> {
  const pod = registry.find(target(podKind, namespace, name))
  const fault = pod === undefined ? undefined : evictionFault(context.user, pod)
  if (fault !== undefined) throw forbiddenStatus(podKind, name, fault)
  return evict(registry, namespace, name, eviction, context)
}
