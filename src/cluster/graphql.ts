// What GraphQL may not ask other rooms for itself: evictions, logs, explanations.
import { Readable } from 'node:stream'
import type { Actions } from '../graphql/actions.ts'
import type { Explanations } from '../graphql/mount.ts'
import { pod as podKind } from '../kinds/index.ts'
import type { BehaviorOf } from '../kubelet/behavior.ts'
import { containerLog } from '../kubelet/logs.ts'
import type { Registry } from '../registry/registry.ts'
import { target } from '../registry/target.ts'
import { targetNodeOf } from '../scheduling/daemon-eligibility.ts'
import { explainDaemonSet } from '../scheduling/explain.ts'
import type { Pod } from '../schema/generated/core-v1.ts'
import type { Eviction } from '../schema/generated/policy-v1.ts'
import { evictFor } from './evictions.ts'
import { followedLog, textOf } from './logs.ts'

/** Whether DaemonSets want nodes. */
export const explanations: Explanations = { daemonSet: explainDaemonSet, targetNode: targetNodeOf }

/** What mutations do that is no verb, and what containers wrote. */
export function graphqlActions(registry: Registry, behaviorOf: BehaviorOf): Actions {
  return {
    evict: async ({ namespace, name }, deleteOptions, context) => {
      const eviction: Eviction = {
        apiVersion: 'policy/v1',
        kind: 'Eviction',
        metadata: { name, namespace },
        deleteOptions: deleteOptions as NonNullable<Eviction['deleteOptions']>,
      }
      await evictFor(registry, { namespace, name }, eviction, context)
    },
    log: ({ namespace, name }, options) => {
      const pod = registry.get(target<Pod>(podKind, namespace, name))
      const lines = containerLog(pod, options, registry.clock.nowMs(), behaviorOf)
      return lines === undefined ? undefined : textOf(lines)
    },
    followLog: ({ namespace, name }, options, signal) => {
      const pod = target<Pod>(podKind, namespace, name)
      return followedLog({ registry, behaviorOf, pod, options, signal }) ?? Readable.from([])
    },
  }
}
