import { goQuote } from '../../meta/field-errors.ts'
import type { CustomResourceDefinition } from '../../schema/generated/apiextensions-v1.ts'
import { knownFormat } from '../customresource/formats.ts'
import { schemasIn } from '../customresource/schema.ts'
import { hoisted } from './hoist.ts'

/** What the author of a definition should know though it is no error. */
export function definitionWarnings({ spec }: CustomResourceDefinition): string[] {
  if (spec === undefined) return []
  const { common, versions } = hoisted(spec)
  const schemas = [common, ...versions].flatMap(({ schema }) => [
    ...schemasIn(schema?.openAPIV3Schema ?? {}),
  ])
  const formats = schemas
    .filter(one => (one.format ?? '') !== '' && knownFormat(one.type, one.format) === '')
    .map(one => `unrecognized format ${goQuote(one.format ?? '')}`)
  return [...new Set(formats)]
}
