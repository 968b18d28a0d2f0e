import type { OwnerReference } from '../../meta/object.ts'
import type { RequestContext } from '../../registry/context.ts'
import type { Registry } from '../../registry/registry.ts'
import { target } from '../../registry/target.ts'
import type { EndpointSlice } from '../../schema/generated/discovery-v1.ts'
import { ignoring } from '../claim.ts'
import { at } from '../keys.ts'
import { endpointSlices } from '../rows.ts'
import { unlessGoing } from '../serviceaccount/controller.ts'
import type { Action, Content } from './plan.ts'

export const SERVICE_NAME = 'kubernetes.io/service-name'
export const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by'

/** What all slices of one owner and one family have in common. */
export interface Frame {
  readonly namespace: string
  /** The name of the Service, from which slices have theirs. */
  readonly service: string
  readonly owner: OwnerReference
  readonly addressType: string
  readonly labels: Readonly<Record<string, string>>
  /** Of slices that are made or changed. */
  readonly annotations: Readonly<Record<string, string>>
}

/** Carries out what is planned for slices. */
export class SliceWriter {
  readonly #registry: Registry
  readonly #context: RequestContext

  constructor(registry: Registry, context: RequestContext) {
    this.#registry = registry
    this.#context = context
  }

  async write(frame: Frame, actions: readonly Action[]): Promise<void> {
    await Promise.all(actions.map(action => this.#act(frame, action)))
  }

  async #act(frame: Frame, action: Action): Promise<void> {
    switch (action.do) {
      case 'create': {
        const draft = draftOf(frame, action.content)
        const of = target(endpointSlices, frame.namespace)
        await unlessGoing(() => this.#registry.create(of, draft, this.#context))
        return
      }
      case 'update': {
        const change = (live: EndpointSlice): EndpointSlice => updated(live, frame, action.content)
        await this.#registry.modify(at(endpointSlices, action.slice), change, this.#context)
        return
      }
      case 'delete': {
        const of = at(endpointSlices, action.slice)
        await ignoring(['NotFound'], () => this.#registry.delete(of, {}, this.#context))
        return
      }
      default:
        action satisfies never
    }
  }
}

function draftOf(frame: Frame, content: Content): EndpointSlice {
  const { namespace, service, labels, annotations, owner, addressType } = frame
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      generateName: `${service}-`,
      namespace,
      labels,
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
      ownerReferences: [owner],
    },
    addressType,
    ...listsOf(content),
  }
}

function updated(live: EndpointSlice, frame: Frame, content: Content): EndpointSlice {
  const { endpoints: _, ports: __, ...rest } = live
  const { annotations: ___, ...metadata } = live.metadata
  const noted =
    Object.keys(frame.annotations).length === 0 ? {} : { annotations: frame.annotations }
  return { ...rest, metadata: { ...metadata, labels: frame.labels, ...noted }, ...listsOf(content) }
}

/** Empty lists are left out: the API shows them as null. */
const listsOf = ({ endpoints, ports }: Content) => ({
  ...(endpoints.length === 0 ? {} : { endpoints }),
  ...(ports.length === 0 ? {} : { ports }),
})
