// What can happen in a simulated world, as data: a step names what it acts on by a number, which is taken modulo what
// there is. So any part of a list of steps is a list of steps, and a long trace can be shortened.

export type Step = StepKind & {
  /** Whether the loops get their turns before the next step. */
  readonly settle: boolean
}

type StepKind =
  | { readonly do: 'addNode'; readonly colour: number; readonly taint: number }
  | { readonly do: 'removeNode' | 'cordon'; readonly at: number }
  | { readonly do: 'colour' | 'taint'; readonly at: number; readonly value: number }
  | { readonly do: 'deletePod' | 'relabelPod'; readonly at: number }
  | { readonly do: 'endPod'; readonly at: number; readonly failed: boolean }
  | { readonly do: 'ready'; readonly at: number; readonly ready: boolean }
  | { readonly do: 'image'; readonly value: number }
  | { readonly do: 'nodeSelector' | 'tolerate' | 'strategy' | 'minReady'; readonly value: number }
  | { readonly do: 'historyLimit' | 'recreate'; readonly value: number }
  /** Containers of new Pods on a node crash for a while. */
  | { readonly do: 'crashLoop'; readonly at: number; readonly forMs: number }
  /** Requests of the controller are refused, or answered late, for a while. */
  | { readonly do: 'refuse'; readonly value: number; readonly forMs: number }
  | { readonly do: 'delay'; readonly delayMs: number; readonly forMs: number }
  /** How long Pods take to start and to end from now on. */
  | { readonly do: 'behave'; readonly startMs: number; readonly stopMs: number }
  /** A node that is down or cut off for a while. */
  | { readonly do: 'cutOff'; readonly at: number; readonly down: boolean; readonly forMs: number }
  | { readonly do: 'advance'; readonly afterMs: number }
  /** The process dies in the midst of its work, and another one goes on with what is stored. */
  | { readonly do: 'crash'; readonly turns: number }

/** Whole numbers from 0 to below `count`. */
export type Pick = (count: number) => number

type Draw = (pick: Pick) => StepKind

/** Weights and how each is drawn. */
const DRAWS: readonly (readonly [number, Draw])[] = [
  [5, pick => ({ do: 'addNode', colour: pick(3), taint: pick(8) })],
  [4, pick => ({ do: 'removeNode', at: pick(64) })],
  [1, pick => ({ do: 'cordon', at: pick(64) })],
  [4, pick => ({ do: 'colour', at: pick(64), value: pick(3) })],
  [6, pick => ({ do: 'taint', at: pick(64), value: pick(8) })],
  [8, pick => ({ do: 'deletePod', at: pick(64) })],
  [1, pick => ({ do: 'relabelPod', at: pick(64) })],
  [5, pick => ({ do: 'endPod', at: pick(64), failed: pick(3) > 0 })],
  [8, pick => ({ do: 'ready', at: pick(64), ready: pick(3) > 0 })],
  [10, pick => ({ do: 'image', value: pick(6) })],
  [2, pick => ({ do: 'nodeSelector', value: pick(5) })],
  [2, pick => ({ do: 'tolerate', value: pick(3) })],
  [5, pick => ({ do: 'strategy', value: pick(64) })],
  [2, pick => ({ do: 'minReady', value: pick(4) })],
  [1, pick => ({ do: 'historyLimit', value: pick(3) })],
  [1, pick => ({ do: 'recreate', value: pick(3) })],
  [1, pick => ({ do: 'crashLoop', at: pick(64), forMs: 1_000 * (1 + pick(60)) })],
  [2, pick => ({ do: 'behave', startMs: pick(6_000), stopMs: pick(12_000) })],
  [
    1,
    pick => ({ do: 'cutOff', at: pick(64), down: pick(2) === 0, forMs: 1_000 * (1 + pick(200)) }),
  ],
  [2, pick => ({ do: 'refuse', value: pick(8), forMs: 1_000 * (1 + pick(20)) })],
  [2, pick => ({ do: 'delay', delayMs: 1 + pick(3_000), forMs: 1_000 * (1 + pick(20)) })],
  [18, pick => ({ do: 'advance', afterMs: 1 + pick(4_000) })],
  [3, pick => ({ do: 'advance', afterMs: 1_000 * (1 + pick(20)) })],
  [1, () => ({ do: 'advance', afterMs: 61_000 })],
  [3, pick => ({ do: 'crash', turns: pick(200) })],
]

const TOTAL = DRAWS.reduce((sum, [weight]) => sum + weight, 0)

/** So many steps, as chance will have it. */
export function drawSteps(pick: Pick, count: number): Step[] {
  return Array.from({ length: count }, () => ({ ...drawStep(pick), settle: pick(4) > 0 }))
}

function drawStep(pick: Pick): StepKind {
  let left = pick(TOTAL)
  for (const [weight, draw] of DRAWS) {
    if (left < weight) return draw(pick)
    left -= weight
  }
  throw new Error('weights do not add up')
}

/** A step in a line. */
export function stepText({ do: what, settle, ...rest }: Step): string {
  const words = Object.entries(rest).map(([name, value]) => `${name}=${value}`)
  return [what, ...words, ...(settle ? [] : ['(the next step follows at once)'])].join(' ')
}
