// What is kept and what is reset when workloads are written.

import { dnsLabelErrors } from '../../meta/names.ts'
import type { KubeObject } from '../../meta/object.ts'
import { withStatus } from '../status.ts'

interface WithStatus extends KubeObject {
  readonly status?: unknown
}

/** A new object has no status but the one that it starts with. */
export const newWith =
  <T extends WithStatus>(status: T['status']) =>
  (draft: T): T =>
    withStatus(draft, status)

/** The main endpoint leaves the status alone. */
export function keepingStatus<T extends WithStatus>(next: T, old: T): T {
  return withStatus(next, old.status)
}

interface WithSpec extends KubeObject {
  readonly spec?: unknown
}

/** The status endpoint leaves the spec alone. */
export function keepingSpec<T extends WithSpec>(next: T, old: T): T {
  const { spec: _, ...rest } = next
  return (old.spec === undefined ? rest : { ...rest, spec: old.spec }) as T
}

/** Names of workloads become part of names of pods and hosts. */
export function podNameWarnings(name: string | undefined): string[] {
  const errors = dnsLabelErrors(name ?? '')
  if (errors.length === 0) return []
  return [
    `metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [${errors.join(' ')}]`,
  ]
}
