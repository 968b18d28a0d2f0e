import {
  controllerRevision,
  cronJob,
  daemonSet,
  deployment,
  endpointSlice,
  job,
  lease,
  namespace,
  node,
  persistentVolume,
  persistentVolumeClaim,
  pod,
  replicaSet,
  replicationController,
  service,
  serviceAccount,
  statefulSet,
} from '../kinds/index.ts'
import { type Kind, resourceOf } from '../meta/kind.ts'
import { controllerOf, type KubeObject } from '../meta/object.ts'
import type {
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  Service,
} from '../schema/generated/core-v1.ts'
import type { EndpointSlice } from '../schema/generated/discovery-v1.ts'
import { byNode, groupsOf, type KeysOf } from './indexes.ts'
import type { Operation } from './operation.ts'

/** A field that leads from objects of a kind to those of another. */
export interface Relation {
  readonly on: Kind<never> | Kind
  readonly field: string
  readonly to: Kind<never> | Kind
  readonly many: boolean
  readonly description: string
  find(object: KubeObject, operation: Operation): readonly KubeObject[]
}

type Row = Kind<never> | Kind
type Find = Relation['find']

const many = (
  on: unknown,
  field: string,
  to: unknown,
  description: string,
  find: Find,
): Relation => ({
  on: on as Row,
  field,
  to: to as Row,
  many: true,
  description,
  find,
})
const one = (
  on: unknown,
  field: string,
  to: unknown,
  description: string,
  find: Find,
): Relation => ({
  ...many(on, field, to, description, find),
  many: false,
})

const NONE: readonly KubeObject[] = []
const nameOf = (object: KubeObject): string => object.metadata?.name ?? ''
const namespaceOf = (object: KubeObject): string => object.metadata?.namespace ?? ''

/** Objects of a kind that an index has under a key. */
const indexed =
  (kind: unknown, keysOf: KeysOf, keyOf: (object: KubeObject) => string): Find =>
  (object, { snapshot }) =>
    groupsOf(snapshot, kind as Row, keysOf).get(keyOf(object)) ?? NONE

/** The object of a kind that has a name. */
const named =
  (kind: unknown, placeOf: (object: KubeObject) => { namespace?: string; name: string }): Find =>
  (object, { snapshot }) => {
    const { namespace: place = '', name } = placeOf(object)
    if (name === '') return NONE
    const found = snapshot.get({ resource: resourceOf(kind as Row), namespace: place, name })
    return found === undefined ? NONE : [found.object]
  }

const byController: KeysOf = object => {
  const owner = controllerOf(object)
  return owner === undefined ? NONE_KEYS : [owner.uid]
}
const NONE_KEYS: readonly string[] = []

const controlled = (kind: unknown): Find =>
  indexed(kind, byController, object => object.metadata?.uid ?? '')

const byNamespace: KeysOf = object => [namespaceOf(object)]

const place = (namespaceName: string, name: string): string => `${namespaceName}/${name}`

const byClaims: KeysOf = object =>
  ((object as Pod).spec?.volumes ?? []).flatMap(volume => {
    const claim = volume.persistentVolumeClaim?.claimName
    return claim === undefined ? [] : [place(namespaceOf(object), claim)]
  })

const bySelector: KeysOf = object =>
  Object.keys((object as Service).spec?.selector ?? {}).length > 0 ? [namespaceOf(object)] : []

const byService: KeysOf = object => {
  const name = (object as EndpointSlice).metadata.labels?.['kubernetes.io/service-name']
  return name === undefined ? [] : [place(namespaceOf(object), name)]
}

function isSelected(aService: KubeObject, aPod: KubeObject): boolean {
  const wanted = Object.entries((aService as Service).spec?.selector ?? {})
  const { labels = {} } = aPod.metadata
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value)
}

const podsOfService: Find = (object, operation) =>
  indexed(pod, byNamespace, namespaceOf)(object, operation).filter(each => isSelected(object, each))

const servicesOfPod: Find = (object, operation) =>
  indexed(
    service,
    bySelector,
    namespaceOf,
  )(object, operation).filter(each => isSelected(each, object))

const podsOfDeployment: Find = (object, operation) =>
  controlled(replicaSet)(object, operation).flatMap(set => controlled(pod)(set, operation))

const claimsOfPod: Find = (object, operation) =>
  ((object as Pod).spec?.volumes ?? []).flatMap(volume =>
    named(persistentVolumeClaim, () => ({
      namespace: namespaceOf(object),
      name: volume.persistentVolumeClaim?.claimName ?? '',
    }))(object, operation),
  )

const PODS = 'The Pods that it controls.'
const inSame = (object: KubeObject, name: string | undefined) => ({
  namespace: namespaceOf(object),
  name: name ?? '',
})

export const RELATIONS: readonly Relation[] = [
  many(node, 'pods', pod, 'The Pods that are bound to it.', indexed(pod, byNode, nameOf)),
  one(
    node,
    'lease',
    lease,
    'Its heartbeat.',
    named(lease, object => ({ namespace: 'kube-node-lease', name: nameOf(object as Node) })),
  ),
  one(
    pod,
    'node',
    node,
    'The node that it is bound to.',
    named(node, object => ({ name: (object as Pod).spec?.nodeName ?? '' })),
  ),
  many(pod, 'services', service, 'The Services that select it.', servicesOfPod),
  one(
    pod,
    'serviceAccount',
    serviceAccount,
    'What it runs as.',
    named(serviceAccount, object => inSame(object, (object as Pod).spec?.serviceAccountName)),
  ),
  many(
    pod,
    'persistentVolumeClaims',
    persistentVolumeClaim,
    'The claims that it mounts.',
    claimsOfPod,
  ),
  many(daemonSet, 'pods', pod, PODS, controlled(pod)),
  many(
    daemonSet,
    'controllerRevisions',
    controllerRevision,
    'Its history.',
    controlled(controllerRevision),
  ),
  many(statefulSet, 'pods', pod, PODS, controlled(pod)),
  many(
    statefulSet,
    'controllerRevisions',
    controllerRevision,
    'Its history.',
    controlled(controllerRevision),
  ),
  many(
    deployment,
    'replicaSets',
    replicaSet,
    'Its history: each has a template.',
    controlled(replicaSet),
  ),
  many(deployment, 'pods', pod, 'The Pods of its ReplicaSets.', podsOfDeployment),
  many(replicaSet, 'pods', pod, PODS, controlled(pod)),
  many(replicationController, 'pods', pod, PODS, controlled(pod)),
  many(job, 'pods', pod, PODS, controlled(pod)),
  many(cronJob, 'jobs', job, 'The Jobs that it controls.', controlled(job)),
  many(service, 'pods', pod, 'The Pods that it selects.', podsOfService),
  many(
    service,
    'endpointSlices',
    endpointSlice,
    'Where it leads.',
    indexed(endpointSlice, byService, object => place(namespaceOf(object), nameOf(object))),
  ),
  one(
    endpointSlice,
    'service',
    service,
    'The Service that it belongs to.',
    named(service, object =>
      inSame(object, object.metadata?.labels?.['kubernetes.io/service-name']),
    ),
  ),
  one(
    persistentVolumeClaim,
    'persistentVolume',
    persistentVolume,
    'The volume that it is bound to.',
    named(persistentVolume, object => ({
      name: (object as PersistentVolumeClaim).spec?.volumeName ?? '',
    })),
  ),
  many(
    persistentVolumeClaim,
    'pods',
    pod,
    'The Pods that mount it.',
    indexed(pod, byClaims, object => place(namespaceOf(object), nameOf(object))),
  ),
  one(
    persistentVolume,
    'persistentVolumeClaim',
    persistentVolumeClaim,
    'The claim that it is bound to.',
    named(persistentVolumeClaim, object => {
      const { namespace: inside = '', name = '' } =
        (object as PersistentVolume).spec?.claimRef ?? {}
      return { namespace: inside, name }
    }),
  ),
  many(namespace, 'pods', pod, 'The Pods in it.', indexed(pod, byNamespace, nameOf)),
]
