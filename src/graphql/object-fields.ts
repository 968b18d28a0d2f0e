// What every kind can be asked beside its own fields: all of it as JSON or YAML, who owns it, what it owns,
// and what has been said of it.
import {
  GraphQLInt,
  type GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  GraphQLString,
} from 'graphql'
import { event as eventKind } from '../kinds/index.ts'
import { resourceOf } from '../meta/kind.ts'
import { controllerOf, type KubeObject, type OwnerReference } from '../meta/object.ts'
import { ready } from '../meta/ready.ts'
import { badRequest } from '../meta/status.ts'
import type { Event } from '../schema/generated/core-v1.ts'
import { byOwner, groupsOf, groupsOfAll, type KeysOf } from './indexes.ts'
import { MANAGERS, managersOf } from './managers.ts'
import type { Root } from './names.ts'
import { after, type Context, type Operation } from './operation.ts'
import type { SchemaParts } from './parts.ts'
import { JSON_SCALAR } from './scalars.ts'
import type { FieldMap } from './types.ts'
import { viewOf } from './views.ts'

/** What the interface of all kinds is made with: it resolves nothing. */
interface InterfaceParts {
  readonly object: GraphQLInterfaceType
  readonly event: GraphQLObjectType | undefined
}

/** The common fields, for kinds and for the interface of all kinds. */
export function commonFields(from: SchemaParts | InterfaceParts): FieldMap {
  const parts = 'roots' in from ? from : undefined
  const { object } = from
  const objects = new GraphQLList(new GraphQLNonNull(object))
  const fields: FieldMap = {
    raw: {
      type: new GraphQLNonNull(JSON_SCALAR),
      description: 'The whole object as JSON, as REST gives it.',
    },
    yaml: {
      type: new GraphQLNonNull(GraphQLString),
      description: 'The whole object as YAML, as REST gives it.',
    },
    owners: { type: objects, description: 'The owners that are there.' },
    controller: { type: object, description: 'The owner that controls it.' },
    managers: MANAGERS,
    owned: {
      type: objects,
      description: 'The objects that name it as an owner, of one kind or of all.',
      args: { kind: { type: GraphQLString, description: 'Only this kind, such as Pod.' } },
    },
  }
  if (parts !== undefined) return withEvents(parts, resolved(parts, fields))
  const { event } = from as InterfaceParts
  return event === undefined ? fields : { ...fields, events: eventsField(event) }
}

const eventsField = (event: GraphQLObjectType) => ({
  type: new GraphQLList(new GraphQLNonNull(event)),
  description: 'The Events about it, the newest last.',
  args: { last: { type: GraphQLInt, description: 'Only so many, the newest.' } },
})

function resolved(parts: SchemaParts, fields: FieldMap): FieldMap {
  const { raw, yaml, owners, controller, managers, owned } = fields
  return {
    raw: { ...raw, resolve: source => source },
    yaml: { ...yaml, resolve: source => parts.options.yaml(source) },
    owners: {
      ...owners,
      resolve: (source, _args, { operation }, info) => {
        const references = (source as KubeObject).metadata?.ownerReferences ?? []
        operation.charge(references.length, info)
        return ownersOf(parts, operation, source as KubeObject, references)
      },
    },
    controller: {
      ...controller,
      resolve: async (source, _args, { operation }) => {
        const reference = controllerOf(source as KubeObject)
        const references = reference === undefined ? [] : [reference]
        return (await ownersOf(parts, operation, source as KubeObject, references))[0] ?? null
      },
    },
    managers: { ...managers, resolve: managersOf },
    owned: {
      ...owned,
      resolve: (source, args, { operation }, info) =>
        ownedOf(parts, operation, source as KubeObject, args.kind as string | undefined, info),
    },
  } as FieldMap
}

const uidOf = (object: KubeObject): string => object.metadata?.uid ?? ''

function ownersOf(
  parts: SchemaParts,
  operation: Operation,
  object: KubeObject,
  references: readonly OwnerReference[],
): KubeObject[] | Promise<KubeObject[]> {
  const found = references.flatMap(reference => {
    const [version = '', group = ''] = reference.apiVersion.split('/').reverse()
    const { table } = parts.options
    const kind =
      table.findKind(group, version, reference.kind)?.kind ?? table.byKind(group, reference.kind)
    const root = kind === undefined ? undefined : parts.storageRootOf(kind)
    if (root === undefined) return []
    const namespace = root.kind.namespaced ? (object.metadata.namespace ?? '') : ''
    const place = { resource: resourceOf(root.kind), namespace, name: reference.name }
    const owner = operation.snapshot.get(place)?.object
    return owner?.metadata.uid === reference.uid ? [{ root, namespace, owner }] : []
  })
  const permits = found.flatMap(
    ({ root, namespace, owner }) =>
      operation.permit('get', { ...root, namespace, name: owner.metadata.name ?? '' }) ?? [],
  )
  const views = () => ready(() => found.map(({ root, owner }) => viewOf(root, owner)))
  return permits.length === 0 ? views() : Promise.all(permits).then(views)
}

function ownedOf(
  parts: SchemaParts,
  operation: Operation,
  owner: KubeObject,
  kind: string | undefined | null,
  info: GraphQLResolveInfo,
): KubeObject[] | Promise<KubeObject[]> {
  const found = groupsOfAll(operation.snapshot, byOwner).get(uidOf(owner)) ?? []
  const shown = found.flatMap(object => {
    const root = storageRootOf(parts, object)
    return root === undefined || (kind && root.kind.kind !== kind) ? [] : [{ root, object }]
  })
  operation.charge(shown.length, info)
  const permits = shown.flatMap(
    ({ root, object }) =>
      operation.permit('list', {
        ...root,
        namespace: object.metadata.namespace ?? '',
        name: '',
      }) ?? [],
  )
  const views = () => ready(() => shown.map(({ root, object }) => viewOf(root, object)))
  return permits.length === 0 ? views() : Promise.all(permits).then(views)
}

function storageRootOf(parts: SchemaParts, stored: KubeObject): Root | undefined {
  const group = stored.apiVersion.includes('/') ? (stored.apiVersion.split('/')[0] ?? '') : ''
  const kind = parts.options.table.byKind(group, stored.kind)
  return kind === undefined ? undefined : parts.storageRootOf(kind)
}

const byInvolved: KeysOf = object => {
  const { uid = '' } = (object as Event).involvedObject ?? {}
  return uid === '' ? [] : [uid]
}

/** What has been said of an object, the newest last. */
function withEvents(parts: SchemaParts, fields: FieldMap): FieldMap {
  const root = parts.storageRootOf(eventKind)
  if (root === undefined) return fields
  return {
    ...fields,
    events: {
      ...eventsField(parts.typeOf(root)),
      resolve: (source, args, { operation }: Context, info) => {
        const last = args.last as number | undefined | null
        if (typeof last === 'number' && last < 1) throw badRequest('last must be at least 1')
        const namespace = (source as KubeObject).metadata?.namespace ?? ''
        return after(operation.permit('list', { ...root, namespace, name: '' }), () => {
          const groups = groupsOf(operation.snapshot, eventKind, byInvolved)
          const all = [...(groups.get(uidOf(source as KubeObject)) ?? [])].sort(byTime)
          const events = typeof last === 'number' ? all.slice(-last) : all
          operation.charge(events.length, info)
          return events.map(object => viewOf(root, object))
        })
      },
    },
  }
}

function byTime(a: KubeObject, b: KubeObject): number {
  const timeA = timeOf(a as Event)
  const timeB = timeOf(b as Event)
  return timeA < timeB ? -1 : timeA > timeB ? 1 : 0
}

const timeOf = (event: Event): string =>
  event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp ?? ''
