// The rules of Nodes.
import type { Cause } from '../../meta/field-errors.ts'
import { forbidden } from '../../meta/field-errors.ts'
import type { Rules } from '../../meta/kind.ts'
import { validateObjectMeta } from '../../meta/object-meta.ts'
import type { Node, NodeSpec } from '../../schema/generated/core-v1.ts'
import { cidrWarnings } from '../ip-warnings.ts'
import { changed, filled, without } from '../same.ts'
import { keepingSpec, keepingStatus } from '../workload/prepare.ts'
import { checkTaints, validateNode, validateNodeParts } from './validate.ts'

export const nodeRules: Rules<Node> = {
  defaults: defaultNode,
  prepareForCreate: node => changed(node, 'spec', without(node.spec ?? {}, 'configSource')),
  prepareForUpdate: (next, old) => withoutNewConfigSource(keepingStatus(next, old), old),
  validate: validateNode,
  validateUpdate: (next, old) => [
    ...validateObjectMeta(next.metadata, { namespaced: false }),
    ...validateNode(next),
    ...validateChange(next, old),
  ],
  warningsOnCreate: warnings,
  warningsOnUpdate: warnings,
}

export const nodeStatusRules: Pick<Rules<Node>, 'prepareForUpdate' | 'validateUpdate'> = {
  prepareForUpdate: (next, old) => withoutNewConfig(keepingSpec(next, old), old),
  validateUpdate: validateChange,
}

function defaultNode(node: Node): Node {
  const result = node.spec === undefined ? node : changed(node, 'spec', withRanges(node.spec))
  const { status } = result
  if (status?.capacity === undefined || status.allocatable !== undefined) return result
  return changed(result, 'status', filled(status, { allocatable: status.capacity }))
}

/** One range and the list of all say the same. */
function withRanges(spec: NodeSpec): NodeSpec {
  const { podCIDR, podCIDRs } = spec
  if (podCIDR && podCIDRs?.[0] !== podCIDR) return { ...spec, podCIDRs: [podCIDR] }
  if (!podCIDR && podCIDRs?.[0] !== undefined) return { ...spec, podCIDR: podCIDRs[0] }
  return spec
}

/** Configuration by way of the API is gone; what still has it may keep it. */
function withoutNewConfigSource(next: Node, old: Node): Node {
  if (old.spec?.configSource !== undefined || next.spec === undefined) return next
  return changed(next, 'spec', without(next.spec, 'configSource'))
}

/** What a Node tells of its configuration is kept where it was told at birth, and not taken later. */
function withoutNewConfig(next: Node, old: Node): Node {
  if (next.status === undefined || old.status?.config !== undefined) return next
  return changed(next, 'status', without(next.status, 'config'))
}

const ONCE = 'except from "" to valid'

function validateChange(next: Node, old: Node): Cause[] {
  const out = validateNodeParts(next)
  for (let count = changedRanges(next, old); count > 0; count--)
    out.push(forbidden('spec.podCIDRs', `node updates may not change podCIDR ${ONCE}`))
  const provider = old.spec?.providerID
  if (provider && next.spec?.providerID !== provider)
    out.push(forbidden('spec.providerID', `node updates may not change providerID ${ONCE}`))
  checkTaints(out, next.spec?.taints)
  if ((next.spec?.externalID ?? '') !== (old.spec?.externalID ?? ''))
    out.push(forbidden('spec.externalID', 'may not be updated'))
  return out
}

/** How often it is told that ranges stay: once for each that is another, or for the list as a whole. */
function changedRanges(next: Node, old: Node): number {
  const [now, before] = [next.spec?.podCIDRs ?? [], old.spec?.podCIDRs ?? []]
  if (before.length === 0) return 0
  if (before.length !== now.length) return 1
  return before.filter((range, index) => range !== now[index]).length
}

function warnings({ spec }: Node): string[] {
  const out: string[] = []
  if (spec?.configSource !== undefined) out.push('spec.configSource: the feature is removed')
  if (spec?.externalID)
    out.push('spec.externalID: this field is deprecated, and is unused by Kubernetes')
  for (const [index, range] of (spec?.podCIDRs ?? []).entries())
    out.push(...cidrWarnings(`spec.podCIDRs[${index}]`, range))
  return out
}
