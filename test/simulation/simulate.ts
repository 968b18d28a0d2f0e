// A world of chance: a seed draws steps, they are done to a world with a virtual clock, and all that the DaemonSet
// controller does is judged. Left alone in the end, it must have done its work. The same seed gives the same run.
import { SeededIds } from '../../src/ids.ts'
import type { Loop } from '../../src/loop/loop.ts'
import { StatusError } from '../../src/meta/status.ts'
import type { Registry } from '../../src/registry/registry.ts'
import { act, ensureAgent, finish, mend } from './act.ts'
import { restless } from './rest.ts'
import { shrunk } from './shrink.ts'
import { drawSteps, type Step, stepText } from './steps.ts'
import { watched } from './watch.ts'
import { smallWorld, type World, type WorldOptions } from './world.ts'

export interface Failure {
  readonly seed: number
  readonly complaints: readonly string[]
  /** The steps that lead to it, as few as were found. */
  readonly steps: readonly Step[]
}

/** How seeds are played. */
export interface Play {
  /** In a whole world, and not in a world that has only what concerns DaemonSets. */
  readonly whole?: boolean
  /** Puts something around loops, for those who want to see that a mistake is found. */
  readonly aroundLoop?: (loop: Loop, registry: Registry) => Loop
}

/** Plays a seed; a failure comes with a short list of steps. */
export async function simulate(
  seed: number,
  count: number,
  play: Play = {},
): Promise<Failure | undefined> {
  const ids = new SeededIds(seed)
  const steps = drawSteps(below => Math.floor(ids.fraction() * below), count)
  const fails = (of: readonly Step[]) => played(seed, of, play)
  if ((await fails(steps)).length === 0) return undefined
  const short = await shrunk(steps, async of => (await fails(of)).length > 0)
  return { seed, complaints: await fails(short), steps: short }
}

/** A failure as text. */
export const failureText = ({ seed, complaints, steps }: Failure): string =>
  [`SEED=${seed}`, ...complaints, ...steps.map(step => `  ${stepText(step)}`)].join('\n')

const START_DELAYS_MS = [0, 700, 2_500, 15_000]
/** A step that takes the wind out of chance: the world may take so long to come to rest. */
const REST_MAX_MS = 3_600_000
const REST_STEP_MS = 20_000

/** Complaints of the run that is going on; the worlds of a run all tell it here. */
let told: string[] = []
const bases = new Map<string, Promise<World>>()

/** A world at its beginning, of which every run gets a copy. */
function baseOf(podStartDelayMs: number, { whole = false, aroundLoop }: Play): Promise<World> {
  const key = `${whole} ${podStartDelayMs}`
  const known = bases.get(key)
  if (known !== undefined) return known
  const made = (whole ? wholeCluster : smallWorld)({
    podStartDelayMs,
    onError: (where, error) => {
      // A node may go between a look at it and a deed: the real controller tries again, and so does ours.
      if (!(error instanceof StatusError) && !/^node ".*" not found$/.test(messageOf(error)))
        told.push(`${where}: ${error instanceof Error ? error.stack : String(error)}`)
    },
    aroundLoop: (loop, registry) =>
      watched(aroundLoop?.(loop, registry) ?? loop, registry, complaint => told.push(complaint)),
  })
  bases.set(key, made)
  return made
}

async function wholeCluster(options: WorldOptions): Promise<World> {
  const { wholeCluster: make } = await import('./whole.ts')
  return make(options)
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : '')

/** Lets go of the worlds that copies were made of. */
export async function closeBases(): Promise<void> {
  for (const base of bases.values()) await (await base).close()
  bases.clear()
}

async function played(seed: number, steps: readonly Step[], play: Play): Promise<string[]> {
  told = []
  const base = await baseOf(START_DELAYS_MS[seed % START_DELAYS_MS.length] ?? 0, play)
  let world = await base.fork()
  for (let n = 0; n < seed % 101; n++) world.registry.ids.fraction()
  try {
    await world.settle()
    await ensureAgent(world)
    for (const step of steps) {
      world = await done(world, step)
      if (told.length > 0) return told
    }
    await comeToRest(world, seed)
    return told
  } catch (error) {
    return [...told, error instanceof Error ? (error.stack ?? error.message) : String(error)]
  } finally {
    await world.close()
  }
}

async function done(world: World, step: Step): Promise<World> {
  if (step.do === 'crash') return crashed(world, step.turns)
  try {
    await act(world, step)
  } catch (error) {
    // What the server refuses did not happen.
    if (!(error instanceof StatusError)) throw error
  }
  if (step.do === 'recreate') await world.settle()
  await ensureAgent(world)
  if (step.do === 'advance') await world.advance(step.afterMs)
  else if (step.settle) await world.settle()
  return world
}

/** What was committed by then is there afterwards; what was only in mind is not. */
async function crashed(world: World, turns: number): Promise<World> {
  const going = world.settle()
  for (let n = 0; n < turns; n++) await Promise.resolve()
  const next = await world.fork()
  await going
  await world.close()
  return next
}

async function comeToRest(world: World, seed: number): Promise<void> {
  await world.settle()
  await finish(world, seed)
  let wrong: string[] = []
  for (let ms = 0; ms < REST_MAX_MS; ms += REST_STEP_MS) {
    await world.settle()
    await mend(world)
    await ensureAgent(world)
    await world.advance(REST_STEP_MS)
    wrong = restless(world)
    if (told.length > 0 || wrong.length === 0) return
  }
  told.push(...wrong.map(text => `left alone, ${text}`))
}
