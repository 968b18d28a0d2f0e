import { withInjectedTolerations } from '../../scheduling/daemon-eligibility.ts'
import type { DaemonSet } from '../../schema/generated/apps-v1.ts'
import type { Affinity, Pod } from '../../schema/generated/core-v1.ts'
import { podFromTemplate } from '../pod-from-template.ts'
import { daemonSets } from '../rows.ts'
import { type Current, GENERATION_LABEL, HASH_LABEL } from './pods.ts'

/** The Pod that a DaemonSet makes for a node: its template, tied to the node by affinity; the scheduler binds it. */
export function newPod(ds: DaemonSet, node: string, current: Current): Pod {
  const pod = podFromTemplate(daemonSets, ds, ds.spec?.template)
  const { metadata, spec } = pod
  const { hash, templateGeneration } = current
  const labels = {
    ...metadata.labels,
    [HASH_LABEL]: hash,
    ...(templateGeneration === undefined ? {} : { [GENERATION_LABEL]: templateGeneration }),
  }
  return {
    ...pod,
    metadata: { ...metadata, labels },
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
