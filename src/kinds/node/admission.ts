// A Node is not ready for pods before its kubelet has said so.
import type { AdmissionRule } from '../../meta/kind.ts'
import type { Node } from '../../schema/generated/core-v1.ts'

export const NOT_READY = 'node.kubernetes.io/not-ready'

/** Every new Node is tainted; the node controller takes the taint away. */
const taintNodesByCondition: AdmissionRule<Node> = {
  name: 'TaintNodesByCondition',
  mutate: (draft, old) => {
    if (old !== undefined) return draft
    const taints = draft.spec?.taints ?? []
    if (taints.some(({ key, effect }) => key === NOT_READY && effect === 'NoSchedule')) return draft
    return {
      ...draft,
      spec: { ...draft.spec, taints: [...taints, { key: NOT_READY, effect: 'NoSchedule' }] },
    }
  },
}

export const nodeAdmission: readonly AdmissionRule<Node>[] = [taintNodesByCondition]
