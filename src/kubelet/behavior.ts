// How Pods live, as data: the same loop plays healthy Pods, slow ones, and such that end.
import { controllerOf } from '../meta/object.ts'
import type { Pod } from '../schema/generated/core-v1.ts'

export interface PodBehavior {
  /** From the binding until the first container runs; each init container takes as long again. */
  readonly startAfterMs: number
  /** From then until all containers are ready. */
  readonly readyAfterMs: number
  /** From the deletion until the containers have ended; the grace period is the upper bound. */
  readonly stopAfterMs: number
  /** Left out, containers run for ever. */
  readonly runsForMs?: number
  /** With which the containers end; 0 when left out. */
  readonly exitCode?: number
  /** Why the containers end, where that is not just what the exit code says; OOMKilled is one. */
  readonly exitReason?: string
  /** Containers run, but are not ready; this is what their probe says. */
  readonly probeFailure?: string
  /** Why images cannot be pulled; they can when it is left out. */
  readonly imagePullError?: string
  /** What the containers write, beside a line about their start. */
  readonly logLines?: readonly string[]
}

export type BehaviorOf = (pod: Pod) => PodBehavior

/** Containers that start after a while, run for ever and end at once when asked. */
export function healthy(startAfterMs: number): PodBehavior {
  return { startAfterMs, readyAfterMs: 0, stopAfterMs: 0 }
}

const JOB_RUNS_FOR_MS = 1_000

/** What Pods do when nobody says otherwise: those of Jobs do their work in a second and end well, all others run for ever. */
export function usual(startAfterMs: number): BehaviorOf {
  const forEver = healthy(startAfterMs)
  const toTheEnd: PodBehavior = { ...forEver, runsForMs: JOB_RUNS_FOR_MS }
  return pod => (isOfJob(pod) ? toTheEnd : forEver)
}

const isOfJob = (pod: Pod): boolean =>
  controllerOf(pod)?.kind === 'Job' && (pod.spec?.restartPolicy ?? 'Always') !== 'Always'
