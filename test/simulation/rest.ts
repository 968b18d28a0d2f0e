// What must be so in a world that was left alone: exactly the nodes that should have a Pod have one, of the newest template,
// the status says so, and the history is no longer than it may be.
import { controllerRevision, daemonSet } from '../../src/kinds/index.ts'
import { controllerOf, type KubeObject } from '../../src/meta/object.ts'
import type { ControllerRevision, DaemonSet } from '../../src/schema/generated/apps-v1.ts'
import {
  countersOf,
  isNew,
  limitsOf,
  placeOf,
  placesOf,
  podsAt,
  type Scene,
  wants,
  writtenCounters,
} from './model.ts'
import { sceneOf } from './watch.ts'
import type { World } from './world.ts'

/** What is not yet as it should be in the end. */
export function restless({ registry }: World): string[] {
  return registry.all<DaemonSet>(daemonSet).flatMap(ds => {
    const key = `${ds.metadata.namespace}/${ds.metadata.name}`
    const scene = sceneOf(registry.store.snapshot(), key, registry.clock.nowMs())
    if (scene === undefined) return []
    const revisions = registry.all<ControllerRevision>(controllerRevision)
    return [...misplaced(scene), ...misreported(ds, scene), ...overlong(scene, revisions)]
  })
}

/**
 * A Pod that ran before its node stopped being wanted may stay there, if it has the newest template; or if an update may take
 * none down, as half of no wanted nodes is none.
 */
function misplaced(scene: Scene): string[] {
  const out: string[] = []
  const limits = limitsOf(scene)
  const mayTakeNone = limits?.unavailable === 0 && limits.surge === 0
  for (const place of placesOf(scene)) {
    const { shouldRun, shouldContinue } = wants(scene, place)
    const there = podsAt(scene, place)
    const isRight =
      shouldRun || there.length > 0
        ? there.length === 1 &&
          shouldContinue &&
          (mayTakeNone || there.every(pod => isNew(scene, pod)))
        : true
    if (!isRight) out.push(`${place || 'nowhere'} has ${there.length} Pods (${shouldRun})`)
  }
  for (const pod of scene.pods)
    if (!scene.nodes.has(placeOf(pod))) out.push(`Pod ${pod.metadata.name} is on no node`)
  return out
}

function misreported(ds: DaemonSet, scene: Scene): string[] {
  const out: string[] = []
  const [told, counted] = [writtenCounters(ds), countersOf(scene)]
  if (told !== counted) out.push(`status says ${told}, but it is ${counted}`)
  if (ds.status?.observedGeneration !== ds.metadata.generation) out.push('it looked away')
  return out
}

/**
 * No older revision may stay beyond the limit, but for those that Pods carry: a Pod counts as new by its generation,
 * too, which Pods of an earlier DaemonSet of the name may have by chance.
 */
function overlong({ ds, pods }: Scene, revisions: readonly ControllerRevision[]): string[] {
  const own = revisions.filter(one => controllerOf(one)?.uid === ds.metadata.uid)
  const numbers = new Set(own.map(({ revision }) => revision))
  const out: string[] = []
  if (numbers.size < own.length) out.push('two revisions have one number')
  const [, ...old] = own.sort((a, b) => b.revision - a.revision)
  const carried = new Set(pods.map(hashOf))
  const idle = old.filter(one => !carried.has(hashOf(one)))
  const most = ds.spec?.revisionHistoryLimit ?? 10
  if (idle.length > most) out.push(`there are ${idle.length} idle revisions, allowed are ${most}`)
  return out
}

const hashOf = ({ metadata }: KubeObject): string =>
  metadata.labels?.['controller-revision-hash'] ?? ''
