import type { FastifyInstance } from 'fastify'
import { VirtualClock } from '../../src/clock.ts'
import { SeededIds } from '../../src/ids.ts'
import { builtinKinds, Table } from '../../src/kinds/index.ts'
import type { Kind } from '../../src/meta/kind.ts'
import { systemContext } from '../../src/registry/context.ts'
import { Registry } from '../../src/registry/registry.ts'
import { target } from '../../src/registry/target.ts'
import { buildApp, type Handler, type RestOptions } from '../../src/rest/app.ts'
import { builtinTypes } from '../../src/schema/table.ts'
import { MemoryStore } from '../../src/store/memory.ts'

export interface Served {
  readonly app: FastifyInstance
  readonly registry: Registry
  readonly table: Table
  readonly errors: unknown[]
}

/** An app over an empty store that has the namespace `default`. */
export async function serve(
  options: Partial<RestOptions> & { readonly handlers?: ReadonlyMap<string, Handler> } = {},
): Promise<Served> {
  const clock = new VirtualClock()
  const ids = new SeededIds(1)
  const table = options.table ?? new Table(builtinKinds)
  const registry = new Registry({
    store: new MemoryStore({ clock }),
    clock,
    ids,
    types: builtinTypes(),
  })
  const namespaces = table.byKind('', 'Namespace') as Kind
  const made = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } }
  await registry.create(target(namespaces), made, systemContext('test', 'test'))
  const errors: unknown[] = []
  const app = await buildApp({
    registry,
    table,
    clock,
    handlers: new Map(),
    logError: error => errors.push(error),
    ...options,
  })
  return { app, registry, table, errors }
}

export const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'

export const configMap = (name: string, data: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
})
