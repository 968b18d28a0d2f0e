// A Pod on a node is changed only in ways that the node says it can follow.
import { sameJson } from '../../../meta/freeze.ts'
import type { AdmissionRule } from '../../../meta/kind.ts'
import { compareQuantities } from '../../../meta/quantity.ts'
import type { Container, Node, Pod } from '../../../schema/generated/core-v1.ts'
import { specOf } from '../parts.ts'
import { podForbidden } from './refusal.ts'

export const declaredFeatures: AdmissionRule<Pod> = {
  name: 'NodeDeclaredFeatureValidator',
  check: (pod, old, { operation, subresource, reader }) => {
    if (operation !== 'UPDATE' || pod === undefined || old === undefined) return
    if (subresource !== '' && subresource !== 'resize') return
    const { nodeName } = specOf(pod)
    if (!nodeName || pod.metadata.generation === old.metadata.generation) return
    const needed = featuresFor(pod, old)
    if (needed.length === 0) return
    const node = reader.get('nodes', '', nodeName) as Node | undefined
    if (node === undefined) throw podForbidden(pod, `node "${nodeName}" not found`)
    const declared = node.status?.declaredFeatures ?? []
    const missing = needed.filter(name => !declared.includes(name))
    if (missing.length > 0)
      throw podForbidden(
        pod,
        `pod update requires features ${missing.join(', ')} which are not available on node "${nodeName}"`,
      )
  },
}

/** What a kubelet declares that resizes Pods of every sort. */
export const RESIZE_FEATURES = [
  'GuaranteedQoSPodCPUResize',
  'InPlacePodLevelResourcesVerticalScaling',
  'InPlacePodVerticalScalingInitContainers',
] as const

/** Features that a node needs for a change, by name. */
function featuresFor(pod: Pod, old: Pod): string[] {
  const needs = [
    isGuaranteed(old) && changesCpu(pod, old),
    !sameJson(specOf(pod).resources, specOf(old).resources),
    changesStart(pod, old),
  ]
  return RESIZE_FEATURES.filter((_, index) => needs[index])
}

const isGuaranteed = ({ status }: Pod): boolean =>
  status === undefined || status.qosClass === 'Guaranteed'

const cpuOf = (container: Container | undefined): string =>
  container?.resources?.requests?.cpu ?? '0'

function changesCpu(pod: Pod, old: Pod): boolean {
  const { containers = [] } = specOf(pod)
  return (specOf(old).containers ?? []).some(
    (container, index) => compareQuantities(cpuOf(container), cpuOf(containers[index])) !== 0,
  )
}

/** Whether init containers that end before the others begin are to have other resources. */
function changesStart(pod: Pod, old: Pod): boolean {
  const { initContainers = [] } = specOf(pod)
  return (specOf(old).initContainers ?? []).some(
    ({ restartPolicy, resources }, index) =>
      restartPolicy !== 'Always' && !sameJson(resources, initContainers[index]?.resources),
  )
}
