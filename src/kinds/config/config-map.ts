// The rules of ConfigMaps.
import { type Cause, forbidden, invalid, tooLong } from '../../meta/field-errors.ts'
import { sameJson } from '../../meta/freeze.ts'
import type { Rules } from '../../meta/kind.ts'
import { byteLength, configKeyErrors } from '../../meta/names.ts'
import type { ConfigMap } from '../../schema/generated/core-v1.ts'
import { metaAgain } from '../meta-again.ts'

/** As much as a ConfigMap or a Secret may hold. */
export const DATA_BYTES_MAX = 1024 * 1024
export const UNCHANGEABLE = 'field is immutable when `immutable` is set'

export const configMapRules: Rules<ConfigMap> = {
  validate,
  validateUpdate: (next, old) => [
    ...(old.immutable === true ? changesOfImmutable(next, old) : []),
    ...metaAgain(next, true),
    ...validate(next),
  ],
}

function validate({ data = {}, binaryData = {} }: ConfigMap): Cause[] {
  const causes: Cause[] = []
  let bytes = 0
  for (const [key, value] of Object.entries(data)) {
    causes.push(...keyErrors(key, `data[${key}]`))
    if (binaryData[key] !== undefined)
      causes.push(invalid(`data[${key}]`, key, 'duplicate of key present in binaryData'))
    bytes += byteLength(value)
  }
  for (const [key, value] of Object.entries(binaryData)) {
    causes.push(...keyErrors(key, `binaryData[${key}]`))
    bytes += decodedLength(value)
  }
  // The path of the whole object is printed like an index without a number.
  if (bytes > DATA_BYTES_MAX) causes.push(tooLong('[]', DATA_BYTES_MAX))
  return causes
}

const keyErrors = (key: string, path: string): Cause[] =>
  configKeyErrors(key).map(text => invalid(path, key, text))

/** How many bytes a text of base64 stands for. */
export function decodedLength(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0
  return Math.floor((base64.length * 3) / 4) - padding
}

function changesOfImmutable(next: ConfigMap, old: ConfigMap): Cause[] {
  const causes: Cause[] = []
  if (next.immutable !== true) causes.push(forbidden('immutable', UNCHANGEABLE))
  if (!sameJson(next.data ?? {}, old.data ?? {})) causes.push(forbidden('data', UNCHANGEABLE))
  if (!sameJson(next.binaryData ?? {}, old.binaryData ?? {}))
    causes.push(forbidden('binaryData', UNCHANGEABLE))
  return causes
}
