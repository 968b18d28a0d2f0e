// What has to do with a node: the Pods that are bound to it, and what those lean on. Follows
// `plugin/pkg/auth/authorizer/node/graph.go`; nothing is kept, for few nodes ask, and the store is at hand.
import type { KubeObject } from '../../meta/object.ts'
import type { Registry } from '../../registry/registry.ts'
import type { PersistentVolume, Pod } from '../../schema/generated/core-v1.ts'
import {
  claimsOf,
  configMapsOf,
  isMirror,
  resourceClaimsOf,
  secretsOf,
  secretsOfVolume,
} from './references.ts'

type Store = Registry['store']

/** The resources that nodes may read by what they have to do with them. */
export type Related =
  | 'configmaps'
  | 'persistentvolumeclaims'
  | 'persistentvolumes'
  | 'pods'
  | 'resourceclaims'
  | 'resourceslices'
  | 'secrets'
  | 'serviceaccounts'
  | 'volumeattachments'

interface Place {
  readonly namespace: string
  readonly name: string
}

type Test = (store: Store, node: string, at: Place) => boolean

const TESTS: Readonly<Record<Related, Test>> = {
  pods: (store, node, at) => nodeNameOf(objectAt(store, 'pods', at)) === node,
  configmaps: (store, node, at) => somePod(store, node, at, pod => configMapsOf(pod).has(at.name)),
  secrets: (store, node, at) =>
    somePod(store, node, at, pod => secretsOf(pod).has(at.name)) ||
    volumesOf(store, node).some(one => secretsOfVolume(one).has(`${at.namespace}/${at.name}`)),
  serviceaccounts: (store, node, at) =>
    somePod(store, node, at, ({ spec }) => spec?.serviceAccountName === at.name),
  persistentvolumeclaims: (store, node, at) =>
    somePod(store, node, at, pod => claimsOf(pod).has(at.name)),
  resourceclaims: (store, node, at) =>
    somePod(store, node, at, pod => resourceClaimsOf(pod).has(at.name)),
  persistentvolumes: (store, node, { name }) =>
    volumesOf(store, node).some(({ metadata }) => metadata.name === name),
  volumeattachments: (store, node, at) =>
    nodeNameOf(objectAt(store, 'storage.k8s.io/volumeattachments', at)) === node,
  resourceslices: (store, node, at) =>
    nodeNameOf(objectAt(store, 'resource.k8s.io/resourceslices', at)) === node,
}

/** Whether a node has to do with an object. */
export const isRelated = (store: Store, node: string, what: Related, at: Place): boolean =>
  TESTS[what](store, node, at)

const objectAt = (store: Store, resource: string, at: Place): KubeObject | undefined =>
  store.get({ resource, ...at })?.object

function nodeNameOf(object: KubeObject | undefined): string | undefined {
  const { spec } = (object ?? {}) as { spec?: { nodeName?: string } }
  return spec?.nodeName
}

/** Mirrors of static Pods stand for what the node runs by itself: they give it nothing. */
const podsOf = (store: Store, node: string, namespace?: string): Pod[] =>
  store
    .snapshot()
    .list('pods', namespace)
    .map(({ object }) => object as Pod)
    .filter(pod => pod.spec?.nodeName === node && !isMirror(pod))

const somePod = (
  store: Store,
  node: string,
  { namespace }: Place,
  leans: (pod: Pod) => boolean,
): boolean => podsOf(store, node, namespace).some(leans)

/** The volumes that are bound to claims of the node's Pods. */
function volumesOf(store: Store, node: string): PersistentVolume[] {
  const claims = new Set(
    podsOf(store, node).flatMap(pod =>
      [...claimsOf(pod)].map(name => `${pod.metadata.namespace}/${name}`),
    ),
  )
  return store
    .snapshot()
    .list('persistentvolumes')
    .map(({ object }) => object as PersistentVolume)
    .filter(({ spec }) => claims.has(`${spec?.claimRef?.namespace}/${spec?.claimRef?.name}`))
}
