// Conflicts of an apply: fields that others own and that would get another value.
import { goQuote } from '../meta/field-errors.ts'
import { StatusError } from '../meta/status.ts'
import { renderElement } from './element.ts'
import type { Managed } from './managed-fields/entries.ts'
import { eachPath, type FieldSet, has } from './managed-fields/field-set.ts'

/** A field that would be taken from a manager. */
export interface Conflict {
  readonly managed: Managed
  readonly path: readonly string[]
}

/** The conflicts over the fields of a manager. */
export function conflictsOver(managed: Managed, fields: FieldSet | undefined): Conflict[] {
  const conflicts: Conflict[] = []
  eachPath(fields, path => conflicts.push({ managed, path }))
  return conflicts
}

/** The conflicts that a set does not cover. */
export const uncovered = (
  conflicts: readonly Conflict[],
  allowed: FieldSet | undefined,
): Conflict[] => conflicts.filter(({ path }) => !has(allowed, path))

const render = (path: readonly string[]): string => path.map(renderElement).join('')

function renderManager({ manager, subresource, operation, apiVersion }: Managed): string {
  const through = subresource === '' ? '' : ` with subresource ${goQuote(subresource)}`
  return `${goQuote(manager)}${through}${operation === 'Update' ? ` using ${apiVersion}` : ''}`
}

/** 409 with a cause for each conflict, managers in order. */
export function applyConflict(conflicts: readonly Conflict[]): StatusError {
  const sorted = [...conflicts].sort((a, b) =>
    a.managed.identity < b.managed.identity ? -1 : a.managed.identity > b.managed.identity ? 1 : 0,
  )
  const causes = sorted.map(({ managed, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${renderManager(managed)}`,
    field: render(path),
  }))
  return new StatusError(409, 'Conflict', messageOf(sorted), { causes })
}

function messageOf(conflicts: readonly Conflict[]): string {
  const [first] = conflicts
  if (first !== undefined && conflicts.length === 1)
    return `Apply failed with 1 conflict: conflict with ${renderManager(first.managed)}: ${render(first.path)}`
  const lines: string[] = []
  let manager: Managed | undefined
  for (const { managed, path } of conflicts) {
    if (managed !== manager) lines.push(`conflicts with ${renderManager(managed)}:`)
    manager = managed
    lines.push(`- ${render(path)}`)
  }
  return `Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`
}
