// Pods stay for five minutes on a node that is not ready or cannot be reached, unless they say otherwise.

import { sameJson } from '../../../meta/freeze.ts'
import type { AdmissionRule } from '../../../meta/kind.ts'
import type { Pod, Toleration } from '../../../schema/generated/core-v1.ts'
import { specOf } from '../parts.ts'

const SECONDS = 300
const KEYS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']

export const defaultTolerationSeconds: AdmissionRule<Pod> = {
  name: 'DefaultTolerationSeconds',
  mutate: (draft, _old, { subresource, operation }) => {
    if (subresource !== '' || operation === 'DELETE') return draft
    const tolerations = specOf(draft).tolerations ?? []
    const missing = KEYS.filter(key => !tolerations.some(one => covers(one, key)))
    if (missing.length === 0) return draft
    const added = missing.map(
      (key): Toleration => ({
        key,
        operator: 'Exists',
        effect: 'NoExecute',
        tolerationSeconds: SECONDS,
      }),
    )
    return { ...draft, spec: { ...specOf(draft), tolerations: [...tolerations, ...added] } }
  },
}

const covers = ({ key = '', effect = '' }: Toleration, taint: string): boolean =>
  (key === '' || key === taint) && (effect === '' || effect === 'NoExecute')

/** Two lists in one: of two tolerations of which one covers the other, only the wider is kept. */
export function mergedTolerations(
  first: readonly Toleration[],
  second: readonly Toleration[],
): Toleration[] {
  const all = [...first, ...second]
  const kept: Toleration[] = []
  for (const [index, one] of all.entries()) {
    const wider = (other: Toleration): boolean => isWider(other, one)
    if (kept.some(wider)) continue
    if (all.slice(index + 1).some(other => !sameJson(other, one) && wider(other))) continue
    kept.push(one)
  }
  return kept
}

/** Whether `wide` tolerates all that `narrow` does. */
function isWider(wide: Toleration, narrow: Toleration): boolean {
  if (sameJson(wide, narrow)) return true
  const { key = '', operator = '', effect = '', tolerationSeconds: seconds } = wide
  if (key !== (narrow.key ?? '') && (key !== '' || operator !== 'Exists')) return false
  if (effect !== '' && effect !== narrow.effect) return false
  if (effect === 'NoExecute' && seconds !== undefined)
    if ((narrow.tolerationSeconds ?? Number.POSITIVE_INFINITY) > seconds) return false
  if (operator === 'Exists') return true
  if (operator !== '' && operator !== 'Equal') return false
  return narrow.operator === 'Equal' && (narrow.value ?? '') === (wide.value ?? '')
}
