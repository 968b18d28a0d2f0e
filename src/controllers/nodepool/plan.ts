// Which nodes a pool makes and which it removes: pure.
import type { Node } from '../../schema/generated/core-v1.ts'
import type { NodePool } from '../../schema/generated/mimikube-v1alpha1.ts'

export type Action =
  | { readonly do: 'add'; readonly name: string }
  | { readonly do: 'remove'; readonly name: string }

/** Nodes are made under the lowest numbers that are free; the highest numbers go first. */
export function planPool(
  pool: NodePool,
  own: readonly Node[],
  isTaken: (name: string) => boolean,
): Action[] {
  const wanted = pool.spec?.replicas ?? 0
  const there = own
    .filter(node => node.metadata.deletionTimestamp === undefined)
    .map(node => node.metadata.name ?? '')
  const surplus = there.length - wanted
  if (surplus > 0)
    return there
      .sort((a, b) => numberOf(pool, b) - numberOf(pool, a))
      .slice(0, surplus)
      .map(name => ({ do: 'remove', name }))
  const actions: Action[] = []
  for (let number = 1; there.length + actions.length < wanted; number++) {
    const name = nameOfNode(pool, number)
    if (!isTaken(name)) actions.push({ do: 'add', name })
  }
  return actions
}

/** `worker-3`; with a name in the template the first node bears it, and the others follow it with numbers. */
export function nameOfNode(pool: NodePool, number: number): string {
  const { name, generateName } = pool.spec?.template?.metadata ?? {}
  if (name && number === 1) return name
  return `${name ? `${name}-` : generateName || `${pool.metadata.name}-`}${number}`
}

/** The number in a node's name; the first for one that has another shape. */
export function numberOf(pool: NodePool, node: string): number {
  const prefix = nameOfNode(pool, 2).slice(0, -1)
  const number = node.startsWith(prefix) ? Number(node.slice(prefix.length)) : Number.NaN
  return Number.isInteger(number) ? number : 1
}
