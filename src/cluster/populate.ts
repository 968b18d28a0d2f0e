import { bootstrap } from '../controllers/bootstrap/bootstrap.ts'
import type { ApiAddress } from '../controllers/bootstrap/system.ts'
import type { Table } from '../kinds/index.ts'
import type { Registry } from '../registry/registry.ts'
import { addPools } from './pools.ts'

export interface PopulateOptions {
  readonly nodes: number
  readonly controlPlaneNodes: number
  /** The certificate that client certificates are held against, in PEM. */
  readonly clientCa?: string
}

/** Where the API is found from inside. */
export const API_ADDRESS: ApiAddress = {
  serviceCidr: '10.96.0.0/16',
  advertiseAddress: '10.0.0.1',
  port: 6443,
}

/** Gives a store the objects of a fresh control plane, and nodes if it is new; tells whether it was. */
export async function populate(
  registry: Registry,
  table: Table,
  options: PopulateOptions,
): Promise<boolean> {
  const isNew = registry.store.snapshot().resources().length === 0
  await bootstrap(registry, {
    groupVersions: table
      .groups()
      .flatMap(group => table.versionsOf(group).map(version => ({ group, version }))),
    ...(options.clientCa === undefined ? {} : { clientCa: options.clientCa }),
    ...API_ADDRESS,
    hostname: 'mimikube',
  })
  if (isNew && hasNodes(options)) await addPools(registry, options)
  return isNew
}

/** Whether a world has simulated nodes of its own; one that has none is a bare control plane. */
export const hasNodes = ({ nodes, controlPlaneNodes }: PopulateOptions): boolean =>
  nodes + controlPlaneNodes > 0
