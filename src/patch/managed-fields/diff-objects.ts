import { isObject, type JsonObject } from '../../meta/object.ts'
import type { Shape } from '../shape.ts'
import { type Diff, diffMaps } from './diff.ts'
import { UNOWNED, UNOWNED_METADATA } from './filter.ts'

const EMPTY: JsonObject = Object.freeze({})
const SKIPPED: ReadonlySet<string> = new Set([...UNOWNED, 'metadata'])

/** The difference of two whole objects. What nobody owns is left out from the start. */
export function diffObjects(shape: Shape, old: object, next: object): Diff | undefined {
  const { map } = shape
  if (map === undefined || old === next) return undefined
  const before = old as JsonObject
  const after = next as JsonObject
  const body = diffMaps(map, before, after, SKIPPED)
  const metadata = map.fields.get('metadata')?.shape.map ?? map.rest?.map
  if (metadata === undefined || before['metadata'] === after['metadata']) return body
  const found = diffMaps(
    metadata,
    isObject(before['metadata']) ? before['metadata'] : EMPTY,
    isObject(after['metadata']) ? after['metadata'] : EMPTY,
    UNOWNED_METADATA,
  )
  return found === undefined ? body : under(body, found)
}

function under(body: Diff | undefined, metadata: Diff): Diff {
  const { changed, removed } = metadata
  return {
    changed: changed === undefined ? body?.changed : { ...body?.changed, 'f:metadata': changed },
    removed: removed === undefined ? body?.removed : { ...body?.removed, 'f:metadata': removed },
  }
}
