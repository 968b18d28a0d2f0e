// Which taints a node has after some were set or taken away. Pure.

import { node as nodeKind } from '../../kinds/index.ts'
import { conflict } from '../../meta/status.ts'
import type { Node, Taint } from '../../schema/generated/core-v1.ts'

/** A taint as it is asked for. */
export interface TaintArgs {
  readonly key: string
  readonly value?: string | null
  readonly effect: string
}

const isSame = (a: { key: string; effect: string }, b: { key: string; effect: string }): boolean =>
  a.key === b.key && a.effect === b.effect

/** A taint of the same key and effect gives way. @throws StatusError 409 when it may not */
export function withTaints(node: Node, wanted: readonly TaintArgs[], overwrite: boolean): Node {
  const { taints = [] } = node.spec ?? {}
  const held = taints.filter(taint => wanted.some(one => isSame(one, taint)))
  if (held.length > 0 && !overwrite) {
    const names = held.map(({ key, effect }) => `${key}:${effect}`).join(', ')
    const why = `it has the taints ${names} already, and overwrite is false`
    throw conflict(nodeKind, node.metadata.name ?? '', why)
  }
  const added = wanted.map(({ key, value, effect }) => ({
    key,
    effect,
    ...(value ? { value } : {}),
  }))
  const kept = taints.filter(taint => !held.includes(taint))
  return withList(node, [...added, ...kept])
}

/** Without the taints of a key, of one effect or of all. */
export function withoutTaints(node: Node, key: string, effect: string | undefined): Node {
  const { taints = [] } = node.spec ?? {}
  const goes = (taint: Taint) =>
    taint.key === key && (effect === undefined || taint.effect === effect)
  if (taints.some(goes))
    return withList(
      node,
      taints.filter(taint => !goes(taint)),
    )
  const which = effect === undefined ? key : `${key}:${effect}`
  throw conflict(nodeKind, node.metadata.name ?? '', `it has no taint ${which}`)
}

function withList(node: Node, taints: readonly Taint[]): Node {
  const { taints: _, ...spec } = node.spec ?? {}
  return { ...node, spec: taints.length === 0 ? spec : { ...spec, taints } }
}
