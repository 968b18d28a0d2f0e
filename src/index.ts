// The library: a cluster in this process, for tests. `startCluster` gives a server that any client can
// speak to and the handles to move it; close it and nothing is left.
import { type LibraryCluster, type LibraryOptions, startLibraryCluster } from './cluster/library.ts'

export type {
  AdminCredentials,
  ExecCall,
  ExecHandler,
  LibraryCluster as Cluster,
  LibraryOptions as ClusterOptions,
} from './cluster/library.ts'

/**
 * Starts a cluster in memory that listens on a free loopback port. Pods start without delay unless told otherwise.
 * @example
 * const cluster = await startCluster({ nodes: 3 })
 * await cluster.apply(manifest)
 * await cluster.settle()
 */
export function startCluster(options: LibraryOptions = {}): Promise<LibraryCluster> {
  return startLibraryCluster(options)
}
