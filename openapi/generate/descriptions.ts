// What npm packages say of the API's types: descriptions, which fields are required, which values a
// field may have. Their declarations are read as text, by a scanner that knows just their one form.
import { existsSync, readFileSync } from 'node:fs'
import { baseNameOf, type Facts, groupVersionOf } from './facts.ts'

/** What is told of a struct. */
export interface Described {
  readonly description?: string
  readonly required?: readonly string[]
  /** Descriptions by field. */
  readonly fields: Readonly<Record<string, string>>
  /** The values of fields that have few. */
  readonly enums?: Readonly<Record<string, readonly string[]>>
}

const packages = new URL('../../node_modules/', import.meta.url)

/** Descriptions of all structs that the packages know, by group-version and struct. */
export function describedTypes(facts: Facts): Map<string, Record<string, Described>> {
  const out = new Map<string, Record<string, Described>>()
  for (const name of Object.keys(facts.structs)) {
    const groupVersion = groupVersionOf(name)
    const group = out.get(groupVersion) ?? {}
    out.set(groupVersion, group)
    const file = declarationOf(name, facts)
    const described = file === undefined ? ownDescriptions()[name] : scan(file)
    if (described !== undefined) group[name] = described
  }
  return out
}

let own: Readonly<Record<string, Described>> | undefined

/** What is told of types that no package knows: those of the simulated world, and of what is measured there. */
function ownDescriptions(): Readonly<Record<string, Described>> {
  own ??= Object.assign({}, ...['mimikube-v1alpha1', 'metrics-v1beta1'].map(descriptionsIn))
  return own as Readonly<Record<string, Described>>
}

const descriptionsIn = (name: string): Record<string, Described> =>
  JSON.parse(readFileSync(new URL(`../descriptions/${name}.json`, import.meta.url), 'utf8'))

const APIMACHINERY = '@kubernetes-models/apimachinery'
const APIEXTENSIONS = 'kubernetes-models/apiextensions.k8s.io/v1'

/** Types that are no structs, by their names in the schema's types. */
const SPECIALS: Readonly<Record<string, string>> = {
  'meta/v1.Time': `${APIMACHINERY}/apis/meta/v1/Time`,
  'meta/v1.MicroTime': `${APIMACHINERY}/apis/meta/v1/MicroTime`,
  'meta/v1.FieldsV1': `${APIMACHINERY}/apis/meta/v1/FieldsV1`,
  'meta/v1.Patch': `${APIMACHINERY}/apis/meta/v1/Patch`,
  'util/intstr.IntOrString': `${APIMACHINERY}/util/intstr/IntOrString`,
  'pkg/runtime.RawExtension': `${APIMACHINERY}/runtime/RawExtension`,
  'pkg/version.Info': `${APIMACHINERY}/version/Info`,
  'apiextensions/v1.JSON': `${APIEXTENSIONS}/JSON`,
  'apiextensions/v1.JSONSchemaPropsOrArray': `${APIEXTENSIONS}/JSONSchemaPropsOrArray`,
  'apiextensions/v1.JSONSchemaPropsOrBool': `${APIEXTENSIONS}/JSONSchemaPropsOrBool`,
  'apiextensions/v1.JSONSchemaPropsOrStringArray': `${APIEXTENSIONS}/JSONSchemaPropsOrStringArray`,
}

/** Descriptions of types that are no structs of the table. */
export function describedSpecials(): Record<string, Described> {
  const out: Record<string, Described> = {
    'api/resource.Quantity': {
      description:
        'Quantity is an amount of a resource: a number with a unit, such as 100m, 2 or 1Gi. It is written in canonical form, in the family of units that it was given in.',
      fields: {},
    },
  }
  for (const [name, file] of Object.entries(SPECIALS)) {
    const text = readFileSync(new URL(`${file}.d.ts`, packages), 'utf8')
    out[name] = scan(text) ?? aliasOf(text)
  }
  return out
}

function aliasOf(text: string): Described {
  const comment = /\/\*\*\n((?: \*.*\n)*?) \*\/\nexport type/.exec(text)?.[1]
  return { ...(comment === undefined ? {} : { description: textOf(comment) }), fields: {} }
}

/** Descriptions of `apiVersion` and `kind`, which are the same for all kinds. */
export function describedTypeMeta(): Record<string, string> {
  const file = '@kubernetes/client-node/dist/gen/models/V1Pod.d.ts'
  const text = readFileSync(new URL(file, packages), 'utf8')
  const out: Record<string, string> = {}
  for (const [, comment = '', name = ''] of text.matchAll(
    /\/\*\*\n((?: +\*(?!\/).*\n)+) +\*\/\n +'(apiVersion|kind)'/g,
  ))
    out[name] = textOf(comment)
  return out
}

/** The text of the declaration of a struct. */
function declarationOf(name: string, facts: Facts): string | undefined {
  const groupVersion = groupVersionOf(name)
  const group = facts.groups[groupVersion] ?? ''
  const version = groupVersion.slice(groupVersion.indexOf('/') + 1)
  const folder =
    groupVersion === 'meta/v1'
      ? '@kubernetes-models/apimachinery/apis/meta/v1'
      : `kubernetes-models/${group === '' ? '' : `${group}/`}${version}`
  const file = new URL(`${folder}/${baseNameOf(name)}.d.ts`, packages)
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

const INTERFACE =
  /(?:\/\*\*\n((?: \*.*\n)*?) \*\/\n)?export interface I\w+(?: extends [^{]*)? \{\n([\s\S]*?)\n\}\n/
const MEMBER = /^ {4}(?:\/\*\*\n((?: {5}\*.*\n)*?) {5}\*\/\n {4})?"([^"]+)"(\??): ([\s\S]*?);$/gm

function scan(text: string): Described | undefined {
  const match = INTERFACE.exec(text)
  if (match === null) return undefined
  const [, comment, body = ''] = match
  const fields: Record<string, string> = {}
  const enums: Record<string, string[]> = {}
  const required: string[] = []
  for (const [, told, name = '', optional, type = ''] of `${body}\n`.matchAll(MEMBER)) {
    if (told !== undefined) fields[name] = textOf(told)
    if (optional === '' && name !== 'apiVersion' && name !== 'kind') required.push(name)
    else if (optional === '' && !/^"/.test(type)) required.push(name)
    const values = name === 'apiVersion' || name === 'kind' ? undefined : valuesOf(type)
    if (values !== undefined) enums[name] = values
  }
  return {
    ...(comment === undefined ? {} : { description: textOf(comment) }),
    ...(required.length === 0 ? {} : { required }),
    fields,
    ...(Object.keys(enums).length === 0 ? {} : { enums }),
  }
}

/** The text of a comment without what makes it one. */
function textOf(comment: string): string {
  return comment
    .split('\n')
    .map(line => line.replace(/^ *\* ?/, ''))
    .join('\n')
    .trimEnd()
    .replace(/\n@deprecated$/, '')
    .replaceAll('\\*', '*')
    .replaceAll('*\\/', '*/')
}

/** The values of a union of texts, also within a list. */
function valuesOf(type: string): string[] | undefined {
  const union = /^(?:Array<)?\(?((?:"(?:[^"\\]|\\.)*"(?: \| )?)+)\)?>?(?:\[\])?$/.exec(type)?.[1]
  return union === undefined
    ? undefined
    : union.split(' | ').map(value => JSON.parse(value) as string)
}
