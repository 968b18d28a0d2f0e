// A simulation in a whole cluster. It stands alone, because a small world needs none of what it imports.
import { VirtualClock } from '../../src/clock.ts'
import { type Cluster, createCluster } from '../../src/cluster.ts'
import { SeededIds } from '../../src/ids.ts'
import { MemoryStore } from '../../src/store/memory.ts'
import type { WorldOptions } from './world.ts'

/** Everything that a cluster has, with three workers. */
export function wholeCluster(options: WorldOptions): Promise<Cluster> {
  const clock = new VirtualClock()
  const store = new MemoryStore({ clock })
  return createCluster({ ...options, clock, store, ids: new SeededIds(1), nodes: 3 })
}
