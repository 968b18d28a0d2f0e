import type { Exchange } from '../exchange.ts'
import type { RestParts } from '../parts.ts'
import { PageNotFound } from '../resource.ts'

export function serveOpenApiV2(_parts: RestParts, _exchange: Exchange): void {
  throw new PageNotFound()
}
export function serveOpenApiV3(_parts: RestParts, _exchange: Exchange, _path: string): void {
  throw new PageNotFound()
}
