import { bootstrap } from '../controllers/bootstrap/bootstrap.ts'
import { node as nodeKind, type Table } from '../kinds/index.ts'
import { kubeletContext } from '../kubelet/context.ts'
import { nodeObject } from '../kubelet/register.ts'
import type { Registry } from '../registry/registry.ts'
import { target } from '../registry/target.ts'

export interface PopulateOptions {
  readonly nodes: number
  readonly controlPlaneNodes: number
}

const SERVICE_CIDR = '10.96.0.0/16'

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
    serviceCidr: SERVICE_CIDR,
    advertiseAddress: '10.0.0.1',
    port: 6443,
    hostname: 'mimikube',
  })
  if (isNew) await addNodes(registry, options)
  return isNew
}

async function addNodes(
  registry: Registry,
  { nodes, controlPlaneNodes }: PopulateOptions,
): Promise<void> {
  const names = [
    ...namesOf('control-plane', controlPlaneNodes).map(name => ({ name, controlPlane: true })),
    ...namesOf('worker', nodes).map(name => ({ name, controlPlane: false })),
  ]
  await Promise.all(
    names.map(({ name, controlPlane }, index) => {
      const node = nodeObject({
        name,
        controlPlane,
        index: index + 1,
        nowMs: registry.clock.nowMs(),
      })
      return registry.create(target(nodeKind), node, kubeletContext(name))
    }),
  )
}

/** `control-plane`, `control-plane-2` …; workers are always numbered. */
function namesOf(base: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    base === 'control-plane' && index === 0 ? base : `${base}-${index + 1}`,
  )
}
