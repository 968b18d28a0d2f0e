// Judges what the controller did in one pass: every Pod it made and every Pod it deleted needs a reason in the scene that
// it saw, and updates must keep to their budget.
import type { Pod } from '../../src/schema/generated/core-v1.ts'
import {
  available,
  goes,
  hasEnded,
  inOrder,
  isNew,
  limitsOf,
  liveAt,
  placeOf,
  placesOf,
  podsAt,
  ready,
  type Scene,
  surges,
  wants,
} from './model.ts'

/** The deeds of one pass. */
export interface Deeds {
  /** The nodes for which Pods were made. */
  readonly created: readonly string[]
  /** The uids of Pods that were deleted. */
  readonly deleted: readonly string[]
}

/** What cannot be explained by the scene; empty when all is well. */
export function complaintsOf(scene: Scene, { created, deleted }: Deeds): string[] {
  const out: string[] = []
  let surged = 0
  for (const place of new Set(created)) {
    const reason = reasonToCreate(scene, place)
    if (reason === undefined) out.push(`a Pod was made for ${place}: ${stateOf(scene, place)}`)
    if (reason === 'surge') surged += 1
  }
  if (new Set(created).size < created.length) out.push('two Pods were made for one node')
  const taken = { update: 0, sunset: 0 }
  for (const uid of deleted) {
    const pod = scene.pods.find(({ metadata }) => metadata.uid === uid)
    const reason = pod === undefined ? 'unknown' : reasonToDelete(scene, pod)
    if (reason === undefined)
      out.push(
        `Pod ${pod?.metadata.name} was deleted on ${pod && placeOf(pod)}: ${pod && stateOf(scene, placeOf(pod))}`,
      )
    else if (reason === 'unknown') out.push(`a Pod of others was deleted: ${uid}`)
    else if (reason !== 'must') taken[reason] += 1
  }
  const budget = budgetOf(scene)
  if (surged > budget.surge) out.push(`${surged} Pods surged, allowed are ${budget.surge}`)
  if (taken.update > budget.unavailable)
    out.push(`${taken.update} available Pods were taken down, allowed are ${budget.unavailable}`)
  if (taken.sunset > budget.sunset)
    out.push(`${taken.sunset} Pods of nodes no longer wanted went, allowed are ${budget.sunset}`)
  return out
}

function reasonToCreate(scene: Scene, place: string): 'must' | 'surge' | undefined {
  if (!wants(scene, place).shouldRun) return undefined
  const there = podsAt(scene, place)
  if (there.length === 0) return 'must'
  if (!surges(scene)) return undefined
  const live = liveAt(scene, place)
  const running = live.filter(pod => !hasEnded(pod))
  if (running.length === 0) return 'must'
  if (live.length > 1 || live.some(pod => isNew(scene, pod))) return undefined
  return live.some(pod => available(scene, pod)) ? 'surge' : 'must'
}

function reasonToDelete(scene: Scene, pod: Pod): 'must' | 'update' | 'sunset' | undefined {
  const place = placeOf(pod)
  if (goes(pod)) return undefined
  if (scene.nodes.has(place)) {
    if (!wants(scene, place).shouldContinue || hasEnded(pod)) return 'must'
    if (isSurplus(scene, pod, place)) return 'must'
  } else if ((pod.spec?.nodeName ?? '') === '') return 'must'
  return reasonToUpdate(scene, pod, place)
}

function isSurplus(scene: Scene, pod: Pod, place: string): boolean {
  const running = inOrder(
    scene,
    liveAt(scene, place).filter(one => !hasEnded(one)),
    false,
  )
  if (!surges(scene)) return running.indexOf(pod) > 0
  const fresh = running.filter(one => isNew(scene, one))
  const old = running.filter(one => !isNew(scene, one))
  if (fresh.indexOf(pod) > 0 || old.indexOf(pod) > 0) return true
  const [first] = fresh
  return pod === old[0] && first !== undefined && (!ready(pod) || available(scene, first))
}

function reasonToUpdate(
  scene: Scene,
  pod: Pod,
  place: string,
): 'must' | 'update' | 'sunset' | undefined {
  if (limitsOf(scene) === undefined || isNew(scene, pod)) return undefined
  const others = liveAt(scene, place).filter(other => other !== pod)
  if (surges(scene) && others.length === 1 && others.every(each => takesOver(scene, each)))
    return 'must'
  if (others.length > 0) return undefined
  if (!surges(scene)) return available(scene, pod) ? 'update' : 'must'
  if (wants(scene, place).shouldRun) return undefined
  return available(scene, pod) ? 'sunset' : 'must'
}

const takesOver = (scene: Scene, pod: Pod): boolean => isNew(scene, pod) && available(scene, pod)

/** How much of each sort may be done now. */
function budgetOf(scene: Scene): { surge: number; unavailable: number; sunset: number } {
  const limits = limitsOf(scene)
  if (limits === undefined) return { surge: 0, unavailable: 0, sunset: 0 }
  let [down, doubled, up] = [0, 0, 0]
  for (const place of placesOf(scene)) {
    const live = liveAt(scene, place)
    const { shouldRun } = wants(scene, place)
    const fresh = live.filter(pod => isNew(scene, pod))
    const old = live.filter(pod => !isNew(scene, pod))
    const one = live.length === 1 ? live[0] : undefined
    const counts = shouldRun || podsAt(scene, place).length > 0
    if (counts && (one === undefined || !available(scene, one))) down += 1
    if (fresh.length > 1 || old.length > 1) doubled += 1
    else {
      const first = old[0] ?? fresh[0]
      if (first !== undefined && available(scene, first)) up += 1
      const both = fresh[0] !== undefined && old[0] !== undefined
      if (both && !available(scene, fresh[0] as Pod)) doubled += 1
    }
  }
  const desired = [...scene.nodes.keys()].filter(place => wants(scene, place).shouldRun).length
  return {
    surge: Math.max(0, limits.surge - doubled),
    unavailable: Math.max(0, limits.unavailable - down),
    sunset: Math.max(0, up - desired),
  }
}

/** A node in a line, for messages. */
function stateOf(scene: Scene, place: string): string {
  const { shouldRun, shouldContinue } = wants(scene, place)
  const pods = podsAt(scene, place).map(pod =>
    [
      pod.metadata.name,
      pod.status?.phase,
      isNew(scene, pod) ? 'new' : 'old',
      available(scene, pod) ? 'available' : '',
      goes(pod) ? 'going' : '',
    ].join(' '),
  )
  return `shouldRun ${shouldRun}, shouldContinue ${shouldContinue}, Pods [${pods.join(', ')}]`
}
