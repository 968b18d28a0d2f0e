// Answers PlacementReviews: why a Pod, or a Pod of a DaemonSet, runs on a node or does not.
import { SchedulerView } from '../controllers/scheduler/view.ts'
import { daemonSet as daemonSetKind, node as nodeKind, pod as podKind } from '../kinds/index.ts'
import { validatePlacementReview } from '../kinds/mimikube/placement-review.ts'
import { invalidObject, notFound } from '../meta/status.ts'
import type { Registry } from '../registry/registry.ts'
import { target } from '../registry/target.ts'
import type { HandlerAnswer, HandlerCall } from '../rest/handlers.ts'
import { explainDaemonSet, explainPod } from '../scheduling/explain.ts'
import type { Node, Pod } from '../schema/generated/core-v1.ts'
import type { NodePlacement, PlacementReview } from '../schema/generated/mimikube-v1alpha1.ts'
import { podsByNode } from './pods-by-node.ts'

/** @throws StatusError Invalid, or NotFound for what is asked about. */
export function reviewPlacement(registry: Registry, { of, body }: HandlerCall): HandlerAnswer {
  const review = body?.value as PlacementReview
  const causes = validatePlacementReview(review)
  if (causes.length > 0) throw invalidObject(of.kind, review.metadata?.name ?? '', causes)
  const { daemonSet = '', pod = '', node = '' } = review.spec ?? {}
  const nodes = registry
    .all<Node>(nodeKind)
    .filter(one => node === '' || one.metadata.name === node)
  if (node !== '' && nodes.length === 0) throw notFound(nodeKind, node)
  const placements =
    daemonSet === ''
      ? ofPod(registry, registry.get(target<Pod>(podKind, of.namespace, pod)), nodes)
      : ofDaemonSet(registry, of.namespace, daemonSet, nodes)
  const { status: _, ...asked } = review
  return { object: { ...asked, status: { nodes: placements } } as PlacementReview, code: 201 }
}

function ofDaemonSet(
  registry: Registry,
  namespace: string,
  name: string,
  nodes: readonly Node[],
): NodePlacement[] {
  const ds = registry.get(target(daemonSetKind, namespace, name))
  return nodes.map(node => {
    const explained = explainDaemonSet(ds, node)
    return { ...explained, predicates: explained.predicates.map(withoutNothing) }
  })
}

function ofPod(registry: Registry, pod: Pod, nodes: readonly Node[]): NodePlacement[] {
  const podsOfNodes = podsByNode(registry)
  const view = new SchedulerView(registry, podsOfNodes)
  for (const each of registry.all<Pod>(podKind)) view.note(undefined, each)
  const world = view.world()
  const placements = nodes.flatMap(({ metadata: { name = '' } }) => {
    const info = view.info(name)
    if (info === undefined) return []
    const { fits, predicates } = explainPod(pod, info, world)
    return { node: name, fits, predicates: predicates.map(told) }
  })
  podsOfNodes.close()
  return placements
}

const told = (verdict: ReturnType<typeof explainPod>['predicates'][number]) => ({
  predicate: verdict.predicate,
  fits: verdict.fits,
  ...(verdict.reasons.length === 0 ? {} : { reasons: verdict.reasons }),
})

/** The verdict without reasons when there are none. */
function withoutNothing<T extends { readonly reasons: readonly string[] }>(verdict: T) {
  const { reasons, ...rest } = verdict
  return reasons.length === 0 ? rest : verdict
}
