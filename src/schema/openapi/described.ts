// What is told of types, read from generated files as far as somebody asks.
import { generatedJson } from '../generated-data.ts'
import type { Types } from '../types.ts'

/** What is told of a struct: see `openapi/generate/descriptions.ts`. */
export interface Described {
  readonly description?: string
  readonly required?: readonly string[]
  readonly fields: Readonly<Record<string, string>>
  readonly enums?: Readonly<Record<string, readonly string[]>>
}

export interface GroupVersionKind {
  readonly group: string
  readonly version: string
  readonly kind: string
}

interface Common {
  readonly groups: Readonly<Record<string, string>>
  readonly registered: readonly string[]
  readonly typeMeta: Readonly<Record<string, string>>
  readonly specials: Readonly<Record<string, Described>>
}

const common = (): Common => generatedJson('openapi/common.json') as Common

const NOTHING: Described = { fields: {} }

/** What is told of a type by its name. */
export function describedOf(name: string): Described {
  const special = common().specials[name]
  if (special !== undefined) return special
  const groupVersion = name.slice(0, name.indexOf('.'))
  if (common().groups[groupVersion] === undefined) return NOTHING
  const file = generatedJson(`openapi/${groupVersion.replace('/', '-')}.json`) as Record<
    string,
    Described
  >
  return file[name] ?? NOTHING
}

/** The text of `apiVersion` or `kind` of an object of the API. */
export const typeMetaDescription = (field: string): string | undefined => common().typeMeta[field]

/** Kinds of the metadata types that stand in every group. */
const EVERYWHERE = new Set(['meta/v1.DeleteOptions', 'meta/v1.WatchEvent'])

/** The kinds that a struct is: none, its own, or one in every group. */
export function groupVersionKindsOf(
  types: Types,
  name: string,
  of?: { readonly group: string; readonly version: string },
): GroupVersionKind[] {
  if (!isRoot(types, name)) return []
  const at = name.indexOf('.')
  const groupVersion = name.slice(0, at)
  const kind = name.slice(at + 1)
  if (groupVersion !== 'meta/v1')
    return [
      {
        group: common().groups[groupVersion] ?? '',
        version: groupVersion.split('/')[1] ?? '',
        kind,
      },
    ]
  const versions = EVERYWHERE.has(name)
    ? of === undefined
      ? common().registered
      : [...new Set(['v1', of.group === '' ? of.version : `${of.group}/${of.version}`])]
    : ['v1']
  return versions.map(text => {
    const [version = '', group = ''] = text.split('/').reverse()
    return { group, version, kind }
  })
}

/** Whether a struct is an object of the API: Go embeds TypeMeta in it. */
function isRoot(types: Types, name: string): boolean {
  if (name === 'meta/v1.WatchEvent') return true
  return types.struct(name)?.fields.get('kind')?.embedded?.[0] === 'TypeMeta'
}
