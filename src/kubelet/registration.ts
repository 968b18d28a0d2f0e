// Registers nodes as their kubelets would when they start.
import { node as nodeKind } from '../kinds/index.ts'
import { isStatus } from '../meta/status.ts'
import type { Registry } from '../registry/registry.ts'
import { target } from '../registry/target.ts'
import type { Node } from '../schema/generated/core-v1.ts'
import { registrarContext } from './context.ts'
import { type NodeFacts, nodeObject } from './register.ts'

/** Creates the Node; one that is there already stays as it is. */
export async function registerNode(
  registry: Registry,
  facts: Omit<NodeFacts, 'nowMs'>,
): Promise<void> {
  const object = nodeObject({ ...facts, nowMs: registry.clock.nowMs() })
  try {
    await registry.create<Node>(target<Node>(nodeKind), object, registrarContext(facts.name))
  } catch (error) {
    if (!isStatus(error, 'AlreadyExists')) throw error
  }
}
