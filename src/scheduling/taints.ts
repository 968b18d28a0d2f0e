// Taints and tolerations; after core `toleration.go` and component-helpers `scheduling/corev1`.
import type { Taint, Toleration } from '../schema/generated/core-v1.ts'

/** Whether one toleration tolerates one taint; its tolerationSeconds do not count. */
export function tolerates(toleration: Toleration, taint: Taint): boolean {
  const { effect = '', key = '', operator = '', value = '' } = toleration
  if (effect !== '' && effect !== taint.effect) return false
  if (key !== '' && key !== taint.key) return false
  switch (operator) {
    case '':
    case 'Equal':
      return value === (taint.value ?? '')
    case 'Exists':
      return true
    default:
      return false
  }
}

/** The first toleration of the list that tolerates a taint. */
export function tolerationOf(
  tolerations: readonly Toleration[],
  taint: Taint,
): Toleration | undefined {
  return tolerations.find(toleration => tolerates(toleration, taint))
}

/** The first taint with one of these effects that nothing in the list tolerates. */
export function untolerated(
  taints: readonly Taint[],
  tolerations: readonly Toleration[],
  effects: readonly string[],
): Taint | undefined {
  return taints.find(
    taint => effects.includes(taint.effect) && tolerationOf(tolerations, taint) === undefined,
  )
}

/** What keeps a Pod from being placed on a node. */
export const BLOCKING_EFFECTS: readonly string[] = ['NoSchedule', 'NoExecute']

/** Taints are told apart by key and effect. */
export const sameTaint = (a: Taint, b: Taint): boolean => a.key === b.key && a.effect === b.effect
