// What is wrong with a definition, in the order in which the real server tells it
// (apiextensions-apiserver `pkg/apis/apiextensions/validation`).
import { type Cause, invalid, notSupported, required } from '../../meta/field-errors.ts'
import { sameJson } from '../../meta/freeze.ts'
import { dns1035LabelErrors, dnsSubdomainErrors } from '../../meta/names.ts'
import { IMMUTABLE } from '../../meta/object-meta.ts'
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionSpec,
} from '../../schema/generated/apiextensions-v1.ts'
import { APPROVED_ANNOTATION, approvalOf, isProtected } from './approval.ts'
import { isTrue } from './conditions.ts'
import { validateConversion } from './conversion.ts'
import { hoisted } from './hoist.ts'
import { nameCauses, requiredNames } from './names.ts'
import { sharedCauses, versionsCauses } from './versions.ts'

export function validateDefinition(crd: CustomResourceDefinition): Cause[] {
  const { name = '', generateName = '' } = crd.metadata
  const { names, group } = specOf(crd)
  const wrong = (path: string, given: string): Cause[] =>
    given === '' || given === `${names?.plural}.${group}`
      ? []
      : [invalid(path, given, 'must be spec.names.plural+"."+spec.group')]
  return [
    ...wrong('metadata.generateName', generateName),
    ...wrong('metadata.name', name),
    ...validateAll(crd, undefined),
  ]
}

export function validateDefinitionUpdate(
  next: CustomResourceDefinition,
  old: CustomResourceDefinition,
): Cause[] {
  return validateAll(next, old)
}

export function validateStatusUpdate(next: CustomResourceDefinition): Cause[] {
  return nameCauses(next.status?.acceptedNames ?? NO_NAMES, 'status.acceptedNames')
}

const NO_NAMES = { plural: '', kind: '' }

const specOf = (crd: CustomResourceDefinition): CustomResourceDefinitionSpec =>
  crd.spec ?? { group: '', scope: '' }

function validateAll(
  crd: CustomResourceDefinition,
  old: CustomResourceDefinition | undefined,
): Cause[] {
  const spec = specOf(crd)
  return [
    ...specCauses(spec, old && specOf(old)),
    ...(old === undefined ? [] : fixedCauses(spec, specOf(old), isTrue(old, 'Established'))),
    ...validateStatusUpdate(crd),
    ...storedVersionCauses(crd),
    ...approvalCauses(crd, old),
    ...preserveCauses(spec, old && specOf(old)),
  ]
}

function specCauses(
  spec: CustomResourceDefinitionSpec,
  old: CustomResourceDefinitionSpec | undefined,
): Cause[] {
  const names = spec.names ?? NO_NAMES
  const parts = hoisted(spec)
  return [
    ...groupCauses(spec.group),
    ...scopeCauses(spec.scope),
    ...versionsCauses(spec, parts, old),
    ...requiredNames(names, 'spec.names'),
    ...nameCauses(names, 'spec.names'),
    ...sharedCauses(parts.common, 'spec', 'spec.validation', spec, old),
    ...validateConversion(spec.conversion),
  ]
}

function groupCauses(group: string): Cause[] {
  if (!group) return [required('spec.group')]
  const errors = dnsSubdomainErrors(group)
  if (errors.length > 0) return [invalid('spec.group', group, errors.join(','))]
  if (group.includes('.')) return []
  return [invalid('spec.group', group, 'should be a domain with at least one dot')]
}

function scopeCauses(scope: string): Cause[] {
  if (!scope) return [required('spec.scope')]
  const known = ['Cluster', 'Namespaced']
  return known.includes(scope) ? [] : [notSupported('spec.scope', scope, known)]
}

/** What names stored objects does not change; a kind that is served keeps its scope as well. */
function fixedCauses(
  spec: CustomResourceDefinitionSpec,
  old: CustomResourceDefinitionSpec,
  established: boolean,
): Cause[] {
  const fixed = (next: unknown, was: unknown, path: string): Cause[] =>
    sameJson(next, was) ? [] : [invalid(path, next, IMMUTABLE)]
  return [
    ...(established ? fixed(spec.scope, old.scope, 'spec.scope') : []),
    ...(established ? fixed(spec.names?.kind, old.names?.kind, 'spec.names.kind') : []),
    ...fixed(spec.group, old.group, 'spec.group'),
    ...fixed(spec.names?.plural, old.names?.plural, 'spec.names.plural'),
  ]
}

function storedVersionCauses({ spec, status }: CustomResourceDefinition): Cause[] {
  const path = 'status.storedVersions'
  const stored = status?.storedVersions ?? []
  if (stored.length === 0)
    return [invalid(path, status?.storedVersions ?? null, 'must have at least one stored version')]
  const versions = spec?.versions ?? []
  return [
    ...versions
      .filter(version => version.storage && !stored.includes(version.name))
      .map(({ name }) => invalid(path, stored, `must have the storage version ${name}`)),
    ...stored.flatMap((name, index) =>
      versions.some(version => version.name === name)
        ? []
        : [invalid(`${path}[${index}]`, name, missingVersion(name))],
    ),
  ]
}

const missingVersion = (name: string): string =>
  `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`

/** A state that was there before is not refused. */
function approvalCauses(
  crd: CustomResourceDefinition,
  old: CustomResourceDefinition | undefined,
): Cause[] {
  if (!isProtected(crd.spec?.group ?? '')) return []
  const { state, why } = approvalOf(crd)
  if (old !== undefined && approvalOf(old).state === state) return []
  const path = `metadata.annotations[${APPROVED_ANNOTATION}]`
  if (state === 'missing') return [required(path, why)]
  if (state !== 'invalid') return []
  return [invalid(path, crd.metadata.annotations?.[APPROVED_ANNOTATION] ?? '', why)]
}

function preserveCauses(
  spec: CustomResourceDefinitionSpec,
  old: CustomResourceDefinitionSpec | undefined,
): Cause[] {
  if (spec.preserveUnknownFields !== true || old?.preserveUnknownFields === true) return []
  return [
    invalid(
      'spec.preserveUnknownFields',
      true,
      'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead',
    ),
  ]
}

/** The grammar of a version's name, told at two places for the first one. */
export const versionNameCauses = (name: string, path: string): Cause[] => {
  const errors = dns1035LabelErrors(name)
  return errors.length === 0 ? [] : [invalid(path, name, errors.join(','))]
}
