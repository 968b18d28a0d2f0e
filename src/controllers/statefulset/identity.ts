// The names, labels and claims by which the Pods of a StatefulSet are told apart.
import type { ControllerRevision, StatefulSet } from '../../schema/generated/apps-v1.ts'
import type {
  PersistentVolumeClaim,
  Pod,
  PodTemplateSpec,
  Volume,
} from '../../schema/generated/core-v1.ts'
import { podFromTemplate } from '../pod-from-template.ts'
import { nameOf } from '../pod-state.ts'
import { statefulSets } from '../rows.ts'

export const REVISION_LABEL = 'controller-revision-hash'
const POD_NAME_LABEL = 'statefulset.kubernetes.io/pod-name'
const INDEX_LABEL = 'apps.kubernetes.io/pod-index'

export const startOf = (set: StatefulSet): number => set.spec?.ordinals?.start ?? 0
export const wantedOf = (set: StatefulSet): number => set.spec?.replicas ?? 1
export const podNameOf = (set: StatefulSet, ordinal: number): string =>
  `${set.metadata.name ?? ''}-${ordinal}`

/** The number in the name of a Pod of a set; undefined when the name is not of the set. */
export function ordinalOf(set: StatefulSet, pod: Pod): number | undefined {
  const match = /^(.*)-([0-9]+)$/.exec(nameOf(pod))
  return match?.[1] === set.metadata.name ? Number(match?.[2]) : undefined
}

export const revisionOf = (pod: Pod): string => pod.metadata.labels?.[REVISION_LABEL] ?? ''

/** The template that a revision keeps. */
export function templateIn(revision: ControllerRevision): PodTemplateSpec {
  const data = revision.data as { spec: { template: PodTemplateSpec & { $patch?: string } } }
  const { $patch: _, ...template } = data.spec.template
  return template
}

export function newPod(set: StatefulSet, ordinal: number, revision: ControllerRevision): Pod {
  const pod = podFromTemplate(statefulSets, set, templateIn(revision))
  const name = podNameOf(set, ordinal)
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      name,
      labels: {
        ...pod.metadata.labels,
        [INDEX_LABEL]: String(ordinal),
        [REVISION_LABEL]: revision.metadata.name ?? '',
        [POD_NAME_LABEL]: name,
      },
    },
    spec: {
      ...pod.spec,
      hostname: name,
      subdomain: set.spec?.serviceName ?? '',
      ...volumesOf(set, ordinal, pod.spec?.volumes ?? []),
    },
  }
}

/** Volumes of claims come first, and take the place of the template's of the same name. */
function volumesOf(set: StatefulSet, ordinal: number, own: readonly Volume[]) {
  const claimed = claimsOf(set, ordinal).map(({ template, claim }) => ({
    name: template,
    persistentVolumeClaim: { claimName: claim.metadata.name ?? '' },
  }))
  const others = own.filter(volume => !claimed.some(one => one.name === volume.name))
  const volumes = [...claimed, ...others]
  return volumes.length === 0 ? {} : { volumes }
}

/** The claims of one Pod, each with the name of its template. */
export function claimsOf(
  set: StatefulSet,
  ordinal: number,
): readonly { template: string; claim: PersistentVolumeClaim }[] {
  return (set.spec?.volumeClaimTemplates ?? []).map(({ metadata, spec }) => {
    const { name = '', labels, annotations } = metadata
    const claim: PersistentVolumeClaim = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {
        name: `${name}-${podNameOf(set, ordinal)}`,
        namespace: set.metadata.namespace ?? '',
        labels: { ...labels, ...set.spec?.selector?.matchLabels },
        ...(annotations === undefined ? {} : { annotations }),
      },
      ...(spec === undefined ? {} : { spec }),
    }
    return { template: name, claim }
  })
}
