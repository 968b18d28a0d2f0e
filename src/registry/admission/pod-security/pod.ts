// What the checks of Pod security look at, and the words that they share.
import type { Container, PodSpec, SecurityContext } from '../../../schema/generated/core-v1.ts'

/** Why a Pod does not meet a level. */
export interface Violation {
  readonly reason: string
  readonly detail: string
}

export interface PodParts {
  readonly spec: PodSpec
  readonly annotations: Readonly<Record<string, string>>
  /** All of them, those that come first before the others. */
  readonly containers: readonly Container[]
  /** It has a user namespace of its own, so that root within is nobody outside. */
  readonly ownUsers: boolean
  readonly windows: boolean
}

export function partsOf(spec: PodSpec, annotations: PodParts['annotations']): PodParts {
  const ephemeral = (spec.ephemeralContainers ?? []) as readonly Container[]
  return {
    spec,
    annotations,
    containers: [...(spec.initContainers ?? []), ...(spec.containers ?? []), ...ephemeral],
    ownUsers: spec.hostUsers === false,
    windows: spec.os?.name === 'windows',
  }
}

export type Check = (pod: PodParts) => Violation | undefined

export const quoted = (texts: readonly string[]): string =>
  texts.map(text => `"${text}"`).join(', ')

export const plural = (one: string, many: string, count: number): string =>
  count === 1 ? one : many

/** `container "a"`, `containers "a", "b"`. */
export const containersText = (names: readonly string[]): string =>
  `${plural('container', 'containers', names.length)} ${quoted(names)}`

/** `pod`, `container "a"`, or both. */
export function settersText(pod: boolean, names: readonly string[], word = 'and'): string {
  const containers = names.length === 0 ? [] : [containersText(names)]
  return [...(pod ? ['pod'] : []), ...containers].join(` ${word} `)
}

/** The names of the containers whose security context is so. */
export const namesWhere = (
  { containers }: PodParts,
  holds: (context: SecurityContext, container: Container) => boolean,
): string[] =>
  containers
    .filter(container => holds(container.securityContext ?? {}, container))
    .map(container => container.name)

export const sorted = (values: Iterable<string>): string[] => [...new Set(values)].sort()
