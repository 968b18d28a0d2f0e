// How objects that are related are found: by name, by who controls them, by labels, by what they name.
import {
  controllerRevision,
  persistentVolumeClaim,
  pod,
  replicaSet,
  service,
} from '../kinds/index.ts'
import { type Kind, resourceOf } from '../meta/kind.ts'
import { controllerOf, type KubeObject } from '../meta/object.ts'
import type { ControllerRevision } from '../schema/generated/apps-v1.ts'
import type { Pod, Service } from '../schema/generated/core-v1.ts'
import type { EndpointSlice } from '../schema/generated/discovery-v1.ts'
import type { Ingress } from '../schema/generated/networking-v1.ts'
import { groupsOf, type KeysOf } from './indexes.ts'
import type { Operation } from './operation.ts'
import { namedBy } from './references.ts'

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

export const many = (
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
export const one = (
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
export const nameOf = (object: KubeObject): string => object.metadata?.name ?? ''
export const namespaceOf = (object: KubeObject): string => object.metadata?.namespace ?? ''

/** Objects of a kind that an index has under a key. */
export const indexed =
  (kind: unknown, keysOf: KeysOf, keyOf: (object: KubeObject) => string): Find =>
  (object, { snapshot }) =>
    groupsOf(snapshot, kind as Row, keysOf).get(keyOf(object)) ?? NONE

/** The object of a kind that has a name. */
export const named =
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

export const controlled = (kind: unknown): Find =>
  indexed(kind, byController, object => object.metadata?.uid ?? '')

export const byNamespace: KeysOf = object => [namespaceOf(object)]

export const place = (namespaceName: string, name: string): string => `${namespaceName}/${name}`

/** The revisions of what controls them, the newest first. */
export const revisions: Find = (object, operation) =>
  [...controlled(controllerRevision)(object, operation)].sort(
    (a, b) => ((b as ControllerRevision).revision ?? 0) - ((a as ControllerRevision).revision ?? 0),
  )

export const byClaims: KeysOf = object =>
  ((object as Pod).spec?.volumes ?? []).flatMap(volume => {
    const claim = volume.persistentVolumeClaim?.claimName
    return claim === undefined ? [] : [place(namespaceOf(object), claim)]
  })

const bySelector: KeysOf = object =>
  Object.keys((object as Service).spec?.selector ?? {}).length > 0 ? [namespaceOf(object)] : []

export const byService: KeysOf = object => {
  const name = (object as EndpointSlice).metadata.labels?.['kubernetes.io/service-name']
  return name === undefined ? [] : [place(namespaceOf(object), name)]
}

function isSelected(aService: KubeObject, aPod: KubeObject): boolean {
  const wanted = Object.entries((aService as Service).spec?.selector ?? {})
  const { labels = {} } = aPod.metadata
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value)
}

export const podsOfService: Find = (object, operation) =>
  indexed(pod, byNamespace, namespaceOf)(object, operation).filter(each => isSelected(object, each))

export const servicesOfPod: Find = (object, operation) =>
  indexed(
    service,
    bySelector,
    namespaceOf,
  )(object, operation).filter(each => isSelected(each, object))

export const podsOfDeployment: Find = (object, operation) =>
  controlled(replicaSet)(object, operation).flatMap(set => controlled(pod)(set, operation))

export const claimsOfPod: Find = (object, operation) =>
  ((object as Pod).spec?.volumes ?? []).flatMap(volume =>
    named(persistentVolumeClaim, () => ({
      namespace: namespaceOf(object),
      name: volume.persistentVolumeClaim?.claimName ?? '',
    }))(object, operation),
  )

export const PODS = 'The Pods that it controls.'
export const inSame = (object: KubeObject, name: string | undefined) => ({
  namespace: namespaceOf(object),
  name: name ?? '',
})

export const byConfigMap: KeysOf = object =>
  namedBy(object).configMaps.map(name => place(namespaceOf(object), name))
export const bySecret: KeysOf = object =>
  namedBy(object).secrets.map(name => place(namespaceOf(object), name))
export const byServiceAccount: KeysOf = object => {
  const name = (object as Pod).spec?.serviceAccountName
  return name === undefined ? NONE_KEYS : [place(namespaceOf(object), name)]
}
export const placeOf = (object: KubeObject): string => place(namespaceOf(object), nameOf(object))

/** Objects of a kind beside an object, by their names; what is not there is left out. */
export const beside =
  (kind: unknown, namesIn: (object: KubeObject) => readonly string[]): Find =>
  (object, operation) =>
    namesIn(object).flatMap(name => named(kind, () => inSame(object, name))(object, operation))

export const podsOfSlice: Find = (object, operation) =>
  beside(pod, slice =>
    ((slice as EndpointSlice).endpoints ?? []).flatMap(({ targetRef }) =>
      targetRef?.kind === 'Pod' ? [targetRef.name ?? ''] : [],
    ),
  )(object, operation)

export const servicesOfIngress = (object: KubeObject): string[] => {
  const { defaultBackend, rules = [] } = (object as Ingress).spec ?? {}
  const backends = rules.flatMap(({ http }) => http?.paths?.map(({ backend }) => backend) ?? [])
  return [
    ...new Set([defaultBackend, ...backends].flatMap(backend => backend?.service?.name ?? [])),
  ]
}
export const byIngressService: KeysOf = object =>
  servicesOfIngress(object).map(name => place(namespaceOf(object), name))
