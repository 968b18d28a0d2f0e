// A Pod that is made for a node is labelled with the zone and the region of it, whatever its author said of them.
import type { AdmissionRule } from '../../../meta/kind.ts'
import type { Node, Pod } from '../../../schema/generated/core-v1.ts'
import { specOf } from '../parts.ts'
import { topologyOf } from '../topology.ts'

export const topologyLabels: AdmissionRule<Pod> = {
  name: 'PodTopologyLabels',
  mutate: (draft, _old, { operation, subresource, reader }) => {
    const { nodeName } = specOf(draft)
    if (operation !== 'CREATE' || subresource !== '' || !nodeName) return draft
    const labels = topologyOf(reader.get('nodes', '', nodeName) as Node | undefined)
    if (Object.keys(labels).length === 0) return draft
    const { metadata } = draft
    return { ...draft, metadata: { ...metadata, labels: { ...metadata.labels, ...labels } } }
  },
}
