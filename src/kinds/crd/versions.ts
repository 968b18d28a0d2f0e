import { type Cause, invalid, required } from '../../meta/field-errors.ts'
import { sameJson } from '../../meta/freeze.ts'
import type {
  CustomResourceDefinitionSpec,
  CustomResourceDefinitionVersion,
} from '../../schema/generated/apiextensions-v1.ts'
import { schemasIn } from '../customresource/schema.ts'
import { columnCauses, selectableCauses, subresourceCauses } from './columns.ts'
import type { Hoisted, Shared } from './hoist.ts'
import { schemaCauses } from './schema.ts'
import { versionNameCauses } from './validate.ts'

type Spec = CustomResourceDefinitionSpec

/** What is wrong with the versions each for itself, and with all of them. */
export function versionsCauses(spec: Spec, parts: Hoisted, old: Spec | undefined): Cause[] {
  const path = 'spec.versions'
  const { versions } = parts
  const causes = [
    ...(parts.common.schema?.openAPIV3Schema === undefined ? missingSchemas(versions) : []),
    ...preserveCauses(spec),
    ...versions.flatMap((version, index) => {
      const at = `${path}[${index}]`
      return [
        ...versionNameCauses(version.name, `${at}.name`),
        ...versionCauses(version, at, spec, old),
      ]
    }),
  ]
  const shown = spec.versions === undefined ? null : versions.map(asGo)
  if (new Set(versions.map(version => version.name)).size < versions.length)
    causes.push(invalid(path, shown, 'must contain unique version names'))
  if (versions.filter(version => version.storage).length !== 1)
    causes.push(invalid(path, shown, 'must have exactly one version marked as storage version'))
  const [first] = versions
  return first === undefined || first.name === ''
    ? causes
    : [...causes, ...versionNameCauses(first.name, 'spec.version')]
}

/** A version as Go prints the form of it that validation speaks. */
const asGo = (version: CustomResourceDefinitionVersion): unknown => ({
  Name: version.name,
  Served: version.served,
  Storage: version.storage,
  Deprecated: version.deprecated ?? false,
  DeprecationWarning: version.deprecationWarning ?? null,
  Schema: version.schema ?? null,
  Subresources: version.subresources ?? null,
  AdditionalPrinterColumns: version.additionalPrinterColumns ?? null,
  SelectableFields: version.selectableFields ?? null,
})

const missingSchemas = (versions: readonly CustomResourceDefinitionVersion[]): Cause[] =>
  versions.flatMap(({ schema }, index) =>
    schema?.openAPIV3Schema === undefined
      ? [required(`spec.versions[${index}].schema.openAPIV3Schema`)]
      : [],
  )

function preserveCauses({ preserveUnknownFields, versions }: Spec): Cause[] {
  if (preserveUnknownFields !== true) return []
  const defaulted = (versions ?? []).some(({ schema }) =>
    [...schemasIn(schema?.openAPIV3Schema ?? {})].some(one => one.default !== undefined),
  )
  const why = 'must be false in order to use defaults in the schema'
  return defaulted ? [invalid('spec.preserveUnknownFields', true, why)] : []
}

function versionCauses(
  version: CustomResourceDefinitionVersion,
  path: string,
  spec: Spec,
  old: Spec | undefined,
): Cause[] {
  return [
    ...deprecationCauses(version, `${path}.deprecationWarning`),
    ...sharedCauses(version, path, `${path}.schema`, spec, old, version.name),
  ]
}

const WARNING_LENGTH_MAX = 256

function deprecationCauses(
  { deprecated, deprecationWarning: warning }: CustomResourceDefinitionVersion,
  path: string,
): Cause[] {
  if (warning === undefined) return []
  if (!deprecated) return [invalid(path, warning, 'can only be set for deprecated versions')]
  const causes: Cause[] = []
  if (Buffer.byteLength(warning) > WARNING_LENGTH_MAX)
    causes.push(invalid(path, warning, `must be <= ${WARNING_LENGTH_MAX} characters long`))
  if (warning === '') causes.push(invalid(path, warning, 'must not be an empty string'))
  const odd = warning.search(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u)
  if (odd >= 0)
    causes.push(
      invalid(
        path,
        warning,
        `must only contain printable UTF-8 characters; non-printable character found at index ${Buffer.byteLength(warning.slice(0, odd))}`,
      ),
    )
  return causes
}

/** What stands at a version, or at the spec for all of them. */
export function sharedCauses(
  shared: Shared,
  path: string,
  schemaPath: string,
  spec: Spec,
  old: Spec | undefined,
  version = spec.versions?.[0]?.name ?? '',
): Cause[] {
  const schema = shared.schema?.openAPIV3Schema
  const { additionalPrinterColumns: columns = [], selectableFields: fields = [] } = shared
  const isUnchanged = sameJson(schemaIn(spec, version), schemaIn(old, version))
  return [
    ...(schema === undefined
      ? []
      : schemaCauses(schema, `${schemaPath}.openAPIV3Schema`, {
          hasStatus: hasStatus(spec, version),
          isUnchanged,
          known: rulesIn(old),
        })),
    ...subresourceCauses(shared.subresources, `${path}.subresources`),
    ...columns.flatMap((column, index) =>
      columnCauses(column, `${path}.additionalPrinterColumns[${index}]`),
    ),
    ...selectableCauses(fields, schemaIn(spec, version) ?? {}, `${path}.selectableFields`),
  ]
}

const versionIn = (spec: Spec | undefined, name: string) =>
  spec?.versions?.find(version => version.name === name)

const schemaIn = (spec: Spec | undefined, name: string) =>
  versionIn(spec, name)?.schema?.openAPIV3Schema

const hasStatus = (spec: Spec, name: string): boolean =>
  versionIn(spec, name)?.subresources?.status !== undefined

/** Expressions that were there before: what has become unknown since stays. */
function rulesIn(spec: Spec | undefined): ReadonlySet<string> {
  const found = new Set<string>()
  for (const { schema } of spec?.versions ?? [])
    for (const one of schemasIn(schema?.openAPIV3Schema ?? {}))
      for (const { rule, messageExpression } of one['x-kubernetes-validations'] ?? [])
        for (const text of [rule, messageExpression ?? '']) found.add(text)
  return found
}
