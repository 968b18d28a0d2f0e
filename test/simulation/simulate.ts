// A world of chance: a seed draws steps, they are done to a whole cluster with a virtual clock, and all that the DaemonSet
// controller does is judged. Left alone in the end, it must have done its work. The same seed gives the same run.
import { VirtualClock } from '../../src/clock.ts'
import { type Cluster, createCluster } from '../../src/cluster.ts'
import { SeededIds } from '../../src/ids.ts'
import { daemonSet } from '../../src/kinds/index.ts'
import { StatusError } from '../../src/meta/status.ts'
import { MemoryStore } from '../../src/store/memory.ts'
import { act, ensureAgent, finish, mend } from './act.ts'
import { countersOf, isNew, placeOf, placesOf, podsAt, wants, writtenCounters } from './model.ts'
import { drawSteps, type Step, stepText } from './steps.ts'
import { sceneOf, watched } from './watch.ts'

export interface Failure {
  readonly seed: number
  readonly complaints: readonly string[]
  /** The steps that lead to it, as few as were found. */
  readonly steps: readonly Step[]
}

/** Plays a seed; a failure comes with a short list of steps. */
export async function simulate(seed: number, count: number): Promise<Failure | undefined> {
  const ids = new SeededIds(seed)
  const steps = drawSteps(below => Math.floor(ids.fraction() * below), count)
  const complaints = await played(seed, steps)
  if (complaints.length === 0) return undefined
  const short = await shrunk(seed, steps)
  return { seed, complaints: await played(seed, short), steps: short }
}

/** A failure as text. */
export const failureText = ({ seed, complaints, steps }: Failure): string =>
  [`SEED=${seed}`, ...complaints, ...steps.map(step => `  ${stepText(step)}`)].join('\n')

/** Halves, quarters … of the steps are left out as long as the run still fails. */
async function shrunk(seed: number, steps: readonly Step[]): Promise<readonly Step[]> {
  let best = steps
  for (
    let size = Math.ceil(best.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  )
    for (let from = 0; from < best.length; ) {
      const without = [...best.slice(0, from), ...best.slice(from + size)]
      if ((await played(seed, without)).length > 0) best = without
      else from += size
    }
  return best
}

const START_DELAYS_MS = [0, 700, 2_500, 15_000]
/** A step that takes the wind out of chance: the world may take so long to come to rest. */
const REST_MAX_MS = 3_600_000
const REST_STEP_MS = 20_000

/** Complaints of the run that is going on; the clusters of a run all tell it here. */
let told: string[] = []
const bases = new Map<number, Promise<Cluster>>()

/** A small cluster of which every run gets a copy. */
function baseOf(podStartDelayMs: number): Promise<Cluster> {
  const known = bases.get(podStartDelayMs)
  if (known !== undefined) return known
  const clock = new VirtualClock()
  const made = createCluster({
    clock,
    store: new MemoryStore({ clock }),
    ids: new SeededIds(1),
    nodes: 3,
    podStartDelayMs,
    onError: (where, error) => {
      // A node may go between a look at it and a deed: the real controller tries again, and so does ours.
      if (!(error instanceof StatusError) && !/^node ".*" not found$/.test(messageOf(error)))
        told.push(`${where}: ${error instanceof Error ? error.stack : String(error)}`)
    },
    aroundLoop: (loop, registry) => watched(loop, registry, complaint => told.push(complaint)),
  })
  bases.set(podStartDelayMs, made)
  return made
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : '')

/** Lets go of the clusters that copies were made of. */
export async function closeBases(): Promise<void> {
  for (const base of bases.values()) await (await base).close()
  bases.clear()
}

async function played(seed: number, steps: readonly Step[]): Promise<string[]> {
  told = []
  const base = await baseOf(START_DELAYS_MS[seed % START_DELAYS_MS.length] ?? 0)
  let cluster = await base.fork()
  for (let n = 0; n < seed % 101; n++) cluster.registry.ids.fraction()
  try {
    await cluster.settle()
    await ensureAgent(cluster)
    for (const step of steps) {
      cluster = await done(cluster, step)
      if (told.length > 0) return told
    }
    await comeToRest(cluster, seed)
    return told
  } catch (error) {
    return [...told, error instanceof Error ? (error.stack ?? error.message) : String(error)]
  } finally {
    await cluster.close()
  }
}

async function done(cluster: Cluster, step: Step): Promise<Cluster> {
  if (step.do === 'crash') return crashed(cluster, step.turns)
  try {
    await act(cluster, step)
  } catch (error) {
    // What the server refuses did not happen.
    if (!(error instanceof StatusError)) throw error
  }
  if (step.do === 'recreate') await cluster.settle()
  await ensureAgent(cluster)
  if (step.do === 'advance') await cluster.advance(step.afterMs)
  else if (step.settle) await cluster.settle()
  return cluster
}

/** What was committed by then is there afterwards; what was only in mind is not. */
async function crashed(cluster: Cluster, turns: number): Promise<Cluster> {
  const going = cluster.settle()
  for (let n = 0; n < turns; n++) await Promise.resolve()
  const next = await cluster.fork()
  await going
  await cluster.close()
  return next
}

async function comeToRest(cluster: Cluster, seed: number): Promise<void> {
  await cluster.settle()
  await finish(cluster, seed)
  let wrong: string[] = []
  for (let ms = 0; ms < REST_MAX_MS; ms += REST_STEP_MS) {
    await cluster.settle()
    await mend(cluster)
    await cluster.advance(REST_STEP_MS)
    wrong = restless(cluster)
    if (told.length > 0 || wrong.length === 0) return
  }
  told.push(...wrong.map(text => `left alone, ${text}`))
}

/** What is not yet as it should be in the end. */
function restless({ registry }: Cluster): string[] {
  const out: string[] = []
  for (const ds of registry.all(daemonSet)) {
    const key = `${ds.metadata.namespace}/${ds.metadata.name}`
    const scene = sceneOf(registry.store.snapshot(), key, registry.clock.nowMs())
    if (scene === undefined) continue
    for (const place of placesOf(scene)) {
      const { shouldRun, shouldContinue } = wants(scene, place)
      const there = podsAt(scene, place)
      const isRight =
        shouldRun || there.length > 0
          ? there.length === 1 && shouldContinue && there.every(pod => isNew(scene, pod))
          : true
      if (!isRight) out.push(`${place || 'nowhere'} has ${there.length} Pods (${shouldRun})`)
    }
    for (const pod of scene.pods)
      if (!scene.nodes.has(placeOf(pod))) out.push(`Pod ${pod.metadata.name} is on no node`)
    if (writtenCounters(ds) !== countersOf(scene))
      out.push(`status says ${writtenCounters(ds)}, but it is ${countersOf(scene)}`)
    if (ds.status?.observedGeneration !== ds.metadata.generation) out.push('it looked away')
  }
  return out
}
