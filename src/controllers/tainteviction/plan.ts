// How long a Pod may stay on a node with NoExecute taints.
import { tolerationOf } from '../../scheduling/taints.ts'
import type { Node, Taint, Toleration } from '../../schema/generated/core-v1.ts'

/** `stay` for ever, `go` now, or go after a while. */
export type Stay = 'stay' | 'go' | { readonly afterMs: number }

/**
 * For each taint the first toleration that matches counts, even when a later one is shorter. Of those the shortest
 * decides; one untolerated taint is enough to go.
 */
export function stayOf(tolerations: readonly Toleration[], taints: readonly Taint[]): Stay {
  let shortest = Number.POSITIVE_INFINITY
  for (const taint of taints) {
    const toleration = tolerationOf(tolerations, taint)
    if (toleration === undefined) return 'go'
    shortest = Math.min(shortest, toleration.tolerationSeconds ?? Number.POSITIVE_INFINITY)
  }
  if (shortest === Number.POSITIVE_INFINITY) return 'stay'
  return shortest <= 0 ? 'go' : { afterMs: shortest * 1000 }
}

/** The taints of a node that drive Pods out. */
export const drivingOut = (node: Node | undefined): readonly Taint[] =>
  (node?.spec?.taints ?? []).filter(taint => taint.effect === 'NoExecute')
