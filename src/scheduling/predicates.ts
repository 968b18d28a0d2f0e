// The predicates that look at one node and what stands on it, in the order in which the scheduler asks.
import type { Pod, PodSpec } from '../schema/generated/core-v1.ts'
import { hostPortsOf, portsConflict } from './host-ports.ts'
import { TAINT_UNSCHEDULABLE } from './labels.ts'
import { matchesNodeAffinity } from './node-selector.ts'
import { type Predicate, refusal } from './predicate.ts'
import { requestsOf, shortages } from './resources.ts'
import { BLOCKING_EFFECTS, tolerationOf, untolerated } from './taints.ts'

const UNSCHEDULABLE = { key: TAINT_UNSCHEDULABLE, effect: 'NoSchedule' } as const

/** Predicates about the node itself, made ready for a Pod. */
export function nodePredicates(pod: Pod): Predicate[] {
  const spec: PodSpec = pod.spec ?? {}
  const tolerations = spec.tolerations ?? []
  const nodeName = spec.nodeName ?? ''
  const ports = hostPortsOf(pod)
  const requests = requestsOf(pod)
  const toleratesCordon = tolerationOf(tolerations, UNSCHEDULABLE) !== undefined
  return [
    {
      name: 'NodeUnschedulable',
      refuse: ({ node }) =>
        node.spec?.unschedulable === true && !toleratesCordon
          ? refusal('node(s) were unschedulable', true)
          : undefined,
    },
    {
      name: 'NodeName',
      refuse: ({ node }) =>
        nodeName !== '' && nodeName !== node.metadata.name
          ? refusal("node(s) didn't match the requested node name", true)
          : undefined,
    },
    {
      name: 'TaintToleration',
      refuse: ({ node }) =>
        untolerated(node.spec?.taints ?? [], tolerations, BLOCKING_EFFECTS) === undefined
          ? undefined
          : refusal('node(s) had untolerated taint(s)', true),
    },
    {
      name: 'NodeAffinity',
      refuse: ({ node }) =>
        matchesNodeAffinity(spec, node)
          ? undefined
          : refusal("node(s) didn't match Pod's node affinity/selector", true),
    },
    {
      name: 'NodePorts',
      refuse: info =>
        ports.some(own => info.ports.some(taken => portsConflict(own, taken)))
          ? refusal("node(s) didn't have free ports for the requested pod ports")
          : undefined,
    },
    {
      name: 'NodeResourcesFit',
      refuse: info => {
        const short = shortages(requests, info.allocatable, info.requested, info.pods.length)
        if (short.length === 0) return undefined
        return {
          reasons: short.map(shortage => shortage.reason),
          unresolvable: short.some(shortage => shortage.unresolvable),
        }
      },
    },
  ]
}
