import type {
  AdmissionRule,
  Kind,
  ReadMetadata,
  ServedVersion,
  Subresource,
} from '../../meta/kind.ts'
import type { JsonObject, KubeObject } from '../../meta/object.ts'
import { forbiddenStatus } from '../../meta/status.ts'
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionVersion,
} from '../../schema/generated/apiextensions-v1.ts'
import { isTrue } from '../crd/conditions.ts'
import { ALL_VERBS, parentView, scaleView } from '../row.ts'
import { type ConversionCalls, type Convert, converterOf } from './conversion.ts'
import { withDefaults } from './defaults.ts'
import { parseJsonPath } from './json-path.ts'
import { printed } from './json-path-steps.ts'
import { customPrinter } from './printer.ts'
import { prune } from './prune.ts'
import { customRules } from './rules.ts'
import { customScale } from './scale.ts'
import type { Schema } from './schema.ts'

/** The row of a definition under its accepted names; nothing while they are not accepted. */
export function customKind(
  crd: CustomResourceDefinition,
  calls?: ConversionCalls,
): Kind | undefined {
  const { spec, status } = crd
  const names = status?.acceptedNames
  if (spec === undefined || !names?.plural || !names.kind) return undefined
  const { kind, plural, listKind = `${kind}List`, singular = kind.toLowerCase() } = names
  const versions = (spec.versions ?? []).filter(version => version.served || version.storage)
  const storage = versions.find(version => version.storage)
  if (storage === undefined) return undefined
  const facts = { group: spec.group, kind, plural }
  const schemas = new Map(
    versions.map(version => [`${spec.group}/${version.name}`, schemaOf(version)]),
  )
  const convert = converterOf(spec.conversion, calls)
  return {
    ...facts,
    listKind,
    singular,
    ...(names.shortNames === undefined ? {} : { shortNames: names.shortNames }),
    ...(names.categories === undefined ? {} : { categories: names.categories }),
    namespaced: spec.scope === 'Namespaced',
    verbs: ALL_VERBS,
    versions: versions.map(version => versionOf(facts, version, storage, convert, schemas)),
    storageVersion: storage.name,
    subresources: subresourcesOf(versions),
    storagePath: `${spec.group}/${plural}`,
    hasGeneration: true,
    demandsResourceVersion: true,
    standardFinalizers: false,
    custom: { schema: schemaOf(storage) },
    ...(isTrue(crd, 'Terminating') ? { admission: [closed(facts)] } : {}),
  }
}

const schemaOf = (version: CustomResourceDefinitionVersion): Schema =>
  version.schema?.openAPIV3Schema ?? {}

interface Names {
  readonly group: string
  readonly kind: string
  readonly plural: string
}

function versionOf(
  { group, kind }: Names,
  version: CustomResourceDefinitionVersion,
  storage: CustomResourceDefinitionVersion,
  convert: Convert,
  schemas: ReadonlyMap<string, Schema>,
): ServedVersion {
  const schema = schemaOf(version)
  const apiVersion = `${group}/${version.name}`
  const { subresources = {} } = version
  const rules = customRules({ apiVersion, schema, subresources, convert })
  const read = (object: JsonObject, typed?: ReadMetadata) => {
    const { value, unknown } = prune(object, schema, typed)
    return { value: withDefaults(value, schema) as JsonObject, unknown }
  }
  const deprecated = version.deprecationWarning ?? `${apiVersion} ${kind} is deprecated`
  return {
    version: version.name,
    type: '',
    ...(version.served ? {} : { served: false }),
    ...(version.deprecated ? { deprecated } : {}),
    subresources: Object.keys(subresources),
    printer: customPrinter(version.additionalPrinterColumns),
    selectable: selectableOf(version),
    // What was stored under an earlier schema is read under this one.
    // Defaults are those of the version in which it is stored; other versions add none.
    fromStorage: object => {
      const stored = schemas.get(object.apiVersion) ?? schema
      const whole = withDefaults(object, stored) as KubeObject
      const { value } = prune(convert(whole, apiVersion) as unknown as JsonObject, schema)
      return value as unknown as KubeObject
    },
    toStorage: object => convert(object, `${group}/${storage.name}`),
    custom: {
      schema,
      read,
      ...(convert.ahead === undefined
        ? {}
        : { ahead: objects => convert.ahead?.(objects, apiVersion) }),
      rules: subresource => (subresource === 'status' ? rules.status : rules.main),
    },
  }
}

function selectableOf({ selectableFields = [] }: CustomResourceDefinitionVersion) {
  return Object.fromEntries(
    selectableFields.map(({ jsonPath }) => {
      const path = parseJsonPath(jsonPath)
      const read = (object: KubeObject): string => {
        const [value] = path?.(object) ?? []
        return value === undefined || value === null ? '' : printed(value)
      }
      return [jsonPath.replace(/^\./, ''), read]
    }),
  )
}

/** The subresources of all versions together: status first, then scale. */
function subresourcesOf(versions: readonly CustomResourceDefinitionVersion[]): Subresource[] {
  const found: Subresource[] = []
  if (versions.some(({ subresources }) => subresources?.status !== undefined))
    found.push(parentView('status', {}))
  const scale = versions.find(({ subresources }) => subresources?.scale !== undefined)
  const paths = scale?.subresources?.scale
  if (paths !== undefined) found.push(scaleView(customScale(paths)))
  return found
}

/** Nothing new is made of a kind whose definition goes. */
const closed = (facts: Names): AdmissionRule => ({
  name: 'CustomResourceDefinitionTerminating',
  mutate: (draft, _old, { operation }) => {
    if (operation !== 'CREATE') return draft
    const why = 'create not allowed while custom resource definition is terminating'
    throw forbiddenStatus(facts, draft.metadata.name ?? '', why)
  },
})
