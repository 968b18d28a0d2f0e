import { withInjectedTolerations } from '../../scheduling/daemon-eligibility.ts'
import type { DaemonSet } from '../../schema/generated/apps-v1.ts'
import type { Affinity, Pod } from '../../schema/generated/core-v1.ts'
import { controllerReference } from '../claim.ts'
import { daemonSets } from '../rows.ts'
import { type Current, GENERATION_LABEL, HASH_LABEL } from './pods.ts'

/** The Pod that a DaemonSet makes for a node: its template, tied to the node by affinity; the scheduler binds it. */
export function newPod(ds: DaemonSet, node: string, current: Current): Pod {
  const { metadata, spec } = ds.spec?.template ?? {}
  const { labels, annotations, finalizers } = metadata ?? {}
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${ds.metadata.name ?? ''}-`,
      namespace: ds.metadata.namespace ?? '',
      labels: {
        ...labels,
        [HASH_LABEL]: current.hash,
        ...(current.templateGeneration === undefined
          ? {}
          : { [GENERATION_LABEL]: current.templateGeneration }),
      },
      ...(annotations === undefined ? {} : { annotations }),
      ...(finalizers === undefined ? {} : { finalizers }),
      ownerReferences: [controllerReference(daemonSets, ds)],
    },
    spec: {
      ...spec,
      affinity: tiedTo(node, spec?.affinity),
      tolerations: withInjectedTolerations(spec ?? {}),
    },
  }
}

/** The node takes the place of all that the template requires of nodes; preferences and other affinity stay. */
function tiedTo(node: string, affinity: Affinity | undefined): Affinity {
  return {
    ...affinity,
    nodeAffinity: {
      ...affinity?.nodeAffinity,
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [
          { matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }] },
        ],
      },
    },
  }
}
