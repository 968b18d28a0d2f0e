// Storage classes as volumes and claims name them, and what admission does for both.
import type { AdmissionContext, AdmissionRule } from '../../meta/kind.ts'
import type { KubeObject } from '../../meta/object.ts'
import { compareQuantities } from '../../meta/quantity.ts'
import { forbiddenStatus } from '../../meta/status.ts'
import type { PersistentVolumeClaim } from '../../schema/generated/core-v1.ts'
import type { StorageClass } from '../../schema/generated/storage-v1.ts'

export const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class'
const DEFAULT_ANNOTATIONS = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
]

export const classWarning = ({ metadata }: KubeObject): string[] =>
  metadata.annotations?.[CLASS_ANNOTATION] === undefined
    ? []
    : [
        `metadata.annotations[${CLASS_ANNOTATION}]: deprecated since v1.8; use "storageClassName" attribute instead`,
      ]

/** Keeps what is in use from going: a controller takes the finalizer off when nothing uses it. */
export const inUseProtection = (finalizer: string): AdmissionRule => ({
  name: 'StorageObjectInUseProtection',
  mutate: (draft, old, context) => {
    if (old !== undefined || context.subresource !== '') return draft
    const finalizers = draft.metadata.finalizers ?? []
    if (finalizers.includes(finalizer)) return draft
    return { ...draft, metadata: { ...draft.metadata, finalizers: [...finalizers, finalizer] } }
  },
})

/** A claim that does not speak of a class gets the default one, if there is one. */
export const defaultStorageClass: AdmissionRule<PersistentVolumeClaim> = {
  name: 'DefaultStorageClass',
  mutate: (draft, old, context) => {
    if (old !== undefined || context.subresource !== '') return draft
    const says = draft.spec?.storageClassName ?? draft.metadata.annotations?.[CLASS_ANNOTATION]
    const found = says === undefined ? defaultClass(context) : undefined
    const storageClassName = found?.metadata.name
    return storageClassName === undefined
      ? draft
      : { ...draft, spec: { ...draft.spec, storageClassName } }
  },
}

const defaultClass = ({ reader }: AdmissionContext): StorageClass | undefined =>
  defaultOf(reader.list('storage.k8s.io/storageclasses') as readonly StorageClass[])

/** Of several default classes the newest counts, then the first by name. */
export function defaultOf(classes: readonly StorageClass[]): StorageClass | undefined {
  const defaults = classes.filter(({ metadata }) =>
    DEFAULT_ANNOTATIONS.some(annotation => metadata.annotations?.[annotation] === 'true'),
  )
  return [...defaults].sort(newestFirst)[0]
}

function newestFirst(a: StorageClass, b: StorageClass): number {
  const [timeA = '', timeB = ''] = [a.metadata.creationTimestamp, b.metadata.creationTimestamp]
  if (timeA !== timeB) return timeA > timeB ? -1 : 1
  return (a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1
}

/** A claim grows only when it is bound and its class allows it. */
export const claimResize: AdmissionRule<PersistentVolumeClaim> = {
  name: 'PersistentVolumeClaimResize',
  check: (next, old, context) => {
    if (next === undefined || old === undefined || context.subresource !== '') return
    const [now, then] = [sizeOf(next), sizeOf(old)]
    if (now === undefined || then === undefined || compareQuantities(now, then) <= 0) return
    const refuse = (why: string): Error =>
      forbiddenStatus(
        { group: '', plural: 'persistentvolumeclaims' },
        next.metadata.name ?? '',
        why,
      )
    if (old.status?.phase !== 'Bound')
      throw refuse('Only bound persistent volume claims can be expanded')
    const className =
      next.metadata.annotations?.[CLASS_ANNOTATION] ?? next.spec?.storageClassName ?? ''
    const found = context.reader.get('storage.k8s.io/storageclasses', '', className) as
      | StorageClass
      | undefined
    if (found?.allowVolumeExpansion !== true)
      throw refuse(
        'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
      )
  },
}

const sizeOf = ({ spec }: PersistentVolumeClaim): string | undefined =>
  spec?.resources?.requests?.['storage']
