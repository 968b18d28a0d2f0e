// Validation speaks an older form of definitions, in which what all versions have in common stands at the
// spec and not at each version. Paths in errors tell of it.
import { sameJson } from '../../meta/freeze.ts'
import type {
  CustomResourceColumnDefinition,
  CustomResourceDefinitionSpec,
  CustomResourceDefinitionVersion,
  CustomResourceSubresources,
  CustomResourceValidation,
  SelectableField,
} from '../../schema/generated/apiextensions-v1.ts'

/** What a version may have of its own, or all of them in common. */
export interface Shared {
  readonly schema?: CustomResourceValidation
  readonly subresources?: CustomResourceSubresources
  readonly additionalPrinterColumns?: readonly CustomResourceColumnDefinition[]
  readonly selectableFields?: readonly SelectableField[]
}

export interface Hoisted {
  readonly common: Shared
  /** The versions, without what is common. */
  readonly versions: readonly CustomResourceDefinitionVersion[]
}

const SHARED = ['schema', 'subresources', 'additionalPrinterColumns', 'selectableFields'] as const

export function hoisted(spec: CustomResourceDefinitionSpec): Hoisted {
  const versions = spec.versions ?? []
  const [first] = versions
  if (first === undefined) return { common: {}, versions }
  const same = SHARED.filter(name =>
    versions.every(version => sameJson(version[name] ?? undefined, first[name] ?? undefined)),
  )
  const common = Object.fromEntries(
    same.filter(name => first[name] !== undefined).map(name => [name, first[name]]),
  )
  return {
    common,
    versions: versions.map(version => {
      const own = Object.entries(version).filter(([name]) => !same.some(one => one === name))
      return Object.fromEntries(own) as unknown as CustomResourceDefinitionVersion
    }),
  }
}
