// A Pod that gates hold may still be told where to go, as long as the choice only narrows.
import { type Cause, invalid } from '../../meta/field-errors.ts'
import { sameJson } from '../../meta/freeze.ts'
import type { NodeAffinity, NodeSelectorTerm, PodSpec } from '../../schema/generated/core-v1.ts'
import { goStruct, goStructs } from '../go-struct.ts'
import { restored, without } from '../same.ts'

/** Adds what is wrong with the new placement, and returns the spec with the old one. */
export function withOldPlacement(out: Cause[], next: PodSpec, old: PodSpec): PodSpec {
  let result = next
  if (!sameJson(next.nodeSelector ?? {}, old.nodeSelector ?? {})) {
    checkNodeSelector(out, next, old)
    result = restored(result, old, 'nodeSelector')
  }
  const nextAffinity = next.affinity?.nodeAffinity
  const oldAffinity = old.affinity?.nodeAffinity
  if (sameJson(nextAffinity, oldAffinity)) return result
  checkNodeAffinity(out, nextAffinity, oldAffinity)
  return withNodeAffinity(result, old, oldAffinity)
}

function withNodeAffinity(
  next: PodSpec,
  old: PodSpec,
  nodeAffinity: NodeAffinity | undefined,
): PodSpec {
  const rest = without(next.affinity ?? {}, 'nodeAffinity')
  if (nodeAffinity !== undefined) return { ...next, affinity: { ...rest, nodeAffinity } }
  if (old.affinity === undefined && Object.keys(rest).length === 0) return without(next, 'affinity')
  return { ...next, affinity: rest }
}

const path = 'spec.nodeSelector'

function checkNodeSelector(out: Cause[], next: PodSpec, old: PodSpec): void {
  for (const [key, value] of Object.entries(old.nodeSelector ?? {}))
    if (next.nodeSelector?.[key] !== value) {
      out.push(
        invalid(
          path,
          next.nodeSelector ?? null,
          'only additions to spec.nodeSelector are allowed (no mutations or deletions)',
        ),
      )
      return
    }
}

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution'
const AT = `spec.affinity.nodeAffinity.${REQUIRED}.nodeSelectorTerms`

function checkNodeAffinity(
  out: Cause[],
  next: NodeAffinity | undefined,
  old: NodeAffinity | undefined,
): void {
  const before = old?.[REQUIRED]?.nodeSelectorTerms
  if (before === undefined || before.length === 0) return
  const required = next?.[REQUIRED]
  const now = required?.nodeSelectorTerms ?? []
  if (now.length !== before.length)
    return void out.push(
      invalid(
        AT,
        goStructs(TERM, required?.nodeSelectorTerms ?? undefined),
        'no additions/deletions to non-empty NodeSelectorTerms list are allowed',
      ),
    )
  for (const [index, term] of before.entries())
    checkTerm(out, now[index] ?? {}, term, `${AT}[${index}]`)
}

function checkTerm(out: Cause[], next: NodeSelectorTerm, old: NodeSelectorTerm, at: string): void {
  const narrows = isEmpty(old)
    ? isEmpty(next)
    : LISTS.every(name => startsWith(next[name] ?? [], old[name] ?? []))
  if (!narrows)
    out.push(
      invalid(at, goStruct(TERM, next), 'only additions are allowed (no mutations or deletions)'),
    )
}

const TERM = 'core/v1.NodeSelectorTerm'
const LISTS = ['matchExpressions', 'matchFields'] as const

const isEmpty = (term: NodeSelectorTerm): boolean =>
  (term.matchExpressions ?? []).length + (term.matchFields ?? []).length === 0

function startsWith(next: readonly unknown[], old: readonly unknown[]): boolean {
  return next.length >= old.length && old.every((item, index) => sameJson(item, next[index]))
}
