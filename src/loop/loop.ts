// What controllers and kubelets run on: keys, queues, timers and the runner that steps them. React by
// noting a key, work in steps. This room knows neither objects nor the registry, and never will.
import type { WorkQueue } from './queue.ts'
import type { Sleepers } from './sleepers.ts'

/** A loop looks at what is there, one key at a time, and makes it what it should be. */
export interface Loop {
  readonly name: string
  /** Its `owner` is the loop's name, so that timers find their way back. */
  readonly queue: WorkQueue
  /** How many keys may be worked on at once; 1 when left out. */
  readonly workers?: number
  /** Work of any loop that waits here for time to pass. */
  readonly sleepers?: Sleepers
  /** Subscribes, with listeners that only add keys, and notes everything that exists. */
  start(): void
  stop(): void
  /** Looks at the whole of what the key names, from current state. A throw puts the key back. */
  reconcile(key: string): Promise<void>
}
