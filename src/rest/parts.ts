import type { Clock } from '../clock.ts'
import type { Table } from '../kinds/table.ts'
import type { Registry } from '../registry/registry.ts'
import type { Discovery } from './discovery/discovery.ts'
import type { Handlers } from './handlers.ts'
import type { OpenApi } from './openapi/openapi.ts'
import type { RestOptions } from './options.ts'
import type { Watches } from './watches.ts'

/** What answering a request takes. */
export interface RestParts {
  readonly options: RestOptions
  readonly registry: Registry
  readonly table: Table
  readonly clock: Clock
  readonly handlers: Handlers
  readonly discovery: Discovery
  readonly openapi: OpenApi
  readonly watches: Watches
}
