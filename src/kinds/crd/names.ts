import { type Cause, invalid, required } from '../../meta/field-errors.ts'
import { dns1035LabelErrors } from '../../meta/names.ts'
import type { CustomResourceDefinitionNames } from '../../schema/generated/apiextensions-v1.ts'

/** What a definition must be called in every way. */
export function requiredNames(names: CustomResourceDefinitionNames, path: string): Cause[] {
  return (['plural', 'singular', 'kind', 'listKind'] as const)
    .filter(name => (names[name] ?? '') === '')
    .map(name => required(`${path}.${name}`))
}

/** What is wrong with the names that are there. */
export function nameCauses(names: CustomResourceDefinitionNames, path: string): Cause[] {
  const { plural, singular = '', kind, listKind = '', shortNames = [], categories = [] } = names
  return [
    ...label(plural, `${path}.plural`),
    ...label(singular, `${path}.singular`),
    ...mixedLabel(kind, `${path}.kind`),
    ...mixedLabel(listKind, `${path}.listKind`),
    ...shortNames.flatMap((name, index) => label(name, `${path}.shortNames[${index}]`, true)),
    ...(kind !== '' && kind === listKind
      ? [invalid(`${path}.listKind`, listKind, 'kind and listKind may not be the same')]
      : []),
    ...categories.flatMap((name, index) => label(name, `${path}.categories[${index}]`, true)),
  ]
}

function label(name: string, path: string, evenEmpty = false): Cause[] {
  const errors = dns1035LabelErrors(name)
  if ((name === '' && !evenEmpty) || errors.length === 0) return []
  return [invalid(path, name, errors.join(','))]
}

function mixedLabel(name: string, path: string): Cause[] {
  const errors = dns1035LabelErrors(name.toLowerCase())
  if (name === '' || errors.length === 0) return []
  const why = `may have mixed case, but should otherwise match: ${errors.join(',')}`
  return [invalid(path, name, why)]
}
