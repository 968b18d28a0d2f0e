// The rules of CustomResourceDefinition: what is filled in, what a write keeps, what is checked. What its
// schemas make of objects stands in `customresource/`.
import type { Rules } from '../../meta/kind.ts'
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionSpec,
  CustomResourceDefinitionStatus,
} from '../../schema/generated/apiextensions-v1.ts'
import { statusWithMetadata } from '../status.ts'
import { withService } from './conversion.ts'
import { validateDefinition, validateDefinitionUpdate, validateStatusUpdate } from './validate.ts'
import { definitionWarnings } from './warnings.ts'

type Definition = CustomResourceDefinition

export const crdRules: Rules<Definition> = {
  defaults: crd => withStoredVersions({ ...crd, spec: withDefaults(crd.spec) }),
  prepareForCreate: draft => withStoredVersions({ ...draft, status: FRESH }),
  prepareForUpdate: (next, old) => withStorageVersion({ ...next, status: old.status ?? {} }),
  validate: validateDefinition,
  validateUpdate: validateDefinitionUpdate,
  warningsOnCreate: crd => definitionWarnings(crd),
  warningsOnUpdate: (next, old) => {
    const known = definitionWarnings(old)
    return definitionWarnings(next).filter(text => !known.includes(text))
  },
}

/** Go writes the empty list of conditions as null, and so it counts as there for who owns what. */
const FRESH = {
  conditions: null,
  acceptedNames: { plural: '', kind: '' },
} as unknown as CustomResourceDefinitionStatus

/** Through /status metadata changes as well, though not what was asked for. */
export const crdStatusRules: Pick<Rules<Definition>, 'prepareForUpdate' | 'validateUpdate'> = {
  prepareForUpdate: statusWithMetadata.prepareForUpdate as NonNullable<
    Rules<Definition>['prepareForUpdate']
  >,
  validateUpdate: validateStatusUpdate,
}

function withDefaults(
  spec: CustomResourceDefinitionSpec | undefined,
): CustomResourceDefinitionSpec {
  const given = spec ?? { group: '', scope: '' }
  const names = given.names ?? { plural: '', kind: '' }
  const { singular = '', listKind = '', kind } = names
  return {
    ...given,
    names: {
      plural: names.plural,
      singular: singular === '' ? kind.toLowerCase() : singular,
      ...(names.shortNames === undefined ? {} : { shortNames: names.shortNames }),
      kind,
      ...(listKind === '' && kind === ''
        ? {}
        : { listKind: listKind === '' ? `${kind}List` : listKind }),
      ...(names.categories === undefined ? {} : { categories: names.categories }),
    },
    conversion:
      given.conversion === undefined ? { strategy: 'None' } : withService(given.conversion),
  }
}

const storageOf = ({ spec }: Definition): string | undefined =>
  spec?.versions?.find(version => version.storage)?.name

/** A definition that names no stored version has stored in its storage version. */
function withStoredVersions(crd: Definition): Definition {
  const storage = storageOf(crd)
  if ((crd.status?.storedVersions ?? []).length > 0 || storage === undefined) return crd
  return withStatus(crd, { ...crd.status, storedVersions: [storage] })
}

/** Versions that were ever stored are remembered. */
function withStorageVersion(crd: Definition): Definition {
  const storage = storageOf(crd)
  const stored = crd.status?.storedVersions ?? []
  if (storage === undefined || stored.includes(storage)) return crd
  return withStatus(crd, { ...crd.status, storedVersions: [...stored, storage] })
}

const withStatus = (crd: Definition, status: CustomResourceDefinitionStatus): Definition => ({
  ...crd,
  status: { ...status, acceptedNames: status.acceptedNames ?? { plural: '', kind: '' } },
})
