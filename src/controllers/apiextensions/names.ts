// Which of the names that a definition asks for it gets: pure, as in `naming_controller.go`. Within a group
// every name belongs to one definition; who comes later waits until it is free.

import { type Condition, conditionOf } from '../../kinds/crd/conditions.ts'
import { sameJson } from '../../meta/freeze.ts'
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionNames,
} from '../../schema/generated/apiextensions-v1.ts'

export interface Naming {
  readonly acceptedNames: CustomResourceDefinitionNames
  readonly condition: Condition
}

const NOTHING: CustomResourceDefinitionNames = { plural: '', kind: '' }

/** The names that `crd` has from now on; `others` are all definitions of its group, itself among them. */
export function namingOf(
  crd: CustomResourceDefinition,
  others: readonly CustomResourceDefinition[],
): Naming {
  const { resources, kinds } = takenNames(others)
  const wanted = crd.spec?.names ?? NOTHING
  const had = crd.status?.acceptedNames ?? NOTHING
  const accepted: {
    -readonly [K in keyof CustomResourceDefinitionNames]: CustomResourceDefinitionNames[K]
  } = { ...had }
  let condition: Condition = {
    type: 'NamesAccepted',
    status: 'True',
    reason: 'NoConflicts',
    message: 'no conflicts found',
  }
  const refuse = (reason: string, message: string): void => {
    condition = { type: 'NamesAccepted', status: 'False', reason, message }
  }
  const take = (
    name: 'plural' | 'singular' | 'kind' | 'listKind',
    taken: ReadonlySet<string>,
    reason: string,
  ): void => {
    const value = wanted[name] ?? ''
    if (value !== (had[name] ?? '') && taken.has(value)) refuse(reason, inUse(value))
    else if (value !== '' || name === 'plural' || name === 'kind') accepted[name] = value
    else delete accepted[name]
  }
  take('plural', resources, 'PluralConflict')
  take('singular', resources, 'SingularConflict')
  if (!sameJson(wanted.shortNames, had.shortNames)) {
    const known = had.shortNames ?? []
    const fresh = (wanted.shortNames ?? []).filter(name => !known.includes(name))
    const lost = fresh.filter(name => name !== '' && resources.has(name))
    if (lost.length > 0) refuse('ShortNamesConflict', aggregate(lost.map(inUse)))
    else if (wanted.shortNames === undefined) delete accepted.shortNames
    else accepted.shortNames = wanted.shortNames
  }
  take('kind', kinds, 'KindConflict')
  take('listKind', kinds, 'ListKindConflict')
  if (wanted.categories === undefined) delete accepted.categories
  else accepted.categories = wanted.categories
  return { acceptedNames: inOrder(accepted), condition }
}

const inUse = (name: string): string => `${JSON.stringify(name)} is already in use`

const aggregate = (texts: readonly string[]): string =>
  texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`

function takenNames(others: readonly CustomResourceDefinition[]): {
  readonly resources: ReadonlySet<string>
  readonly kinds: ReadonlySet<string>
} {
  const resources = new Set<string>()
  const kinds = new Set<string>()
  for (const { status } of others) {
    const { plural, singular, shortNames = [], kind, listKind } = status?.acceptedNames ?? NOTHING
    for (const name of [plural, singular ?? '', ...shortNames]) resources.add(name)
    for (const name of [kind, listKind ?? '']) kinds.add(name)
  }
  resources.delete('')
  kinds.delete('')
  return { resources, kinds }
}

const ORDER = ['plural', 'singular', 'shortNames', 'kind', 'listKind', 'categories'] as const

const inOrder = (names: CustomResourceDefinitionNames): CustomResourceDefinitionNames =>
  Object.fromEntries(
    ORDER.filter(name => names[name] !== undefined).map(name => [name, names[name]]),
  ) as unknown as CustomResourceDefinitionNames

/** Whether a definition whose names are accepted begins to be served, or is to wait. */
export function establishing(crd: CustomResourceDefinition, naming: Naming): Condition {
  const old = conditionOf(crd, 'Established')
  if (old?.status === 'True') return old
  if (naming.condition.status !== 'True')
    return (
      old ?? {
        type: 'Established',
        status: 'False',
        reason: 'NotAccepted',
        message: 'not all names are accepted',
      }
    )
  return {
    type: 'Established',
    status: 'False',
    reason: 'Installing',
    message: 'the initial names have been accepted',
  }
}

export const ESTABLISHED: Condition = {
  type: 'Established',
  status: 'True',
  reason: 'InitialNamesAccepted',
  message: 'the initial names have been accepted',
}
