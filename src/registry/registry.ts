// The verbs, once for all kinds. REST, GraphQL, controllers, kubelets and the library all come
// through here; there is no other door to the store. Kinds are passed in as rows; none is named here.
import type { Clock } from '../clock.ts'
import type { Ids } from '../ids.ts'
import { type Kind, resourceOf } from '../meta/kind.ts'
import type { KubeObject } from '../meta/object.ts'
import { ready } from '../meta/ready.ts'
import { notFound, plainError } from '../meta/status.ts'
import type { Types } from '../schema/table.ts'
import type { Entry, Store } from '../store/store.ts'
import { Admission, type ClusterRule } from './admission.ts'
import type { RequestContext } from './context.ts'
import { create } from './create.ts'
import { decodeBody } from './decode.ts'
import { deleteObject } from './delete.ts'
import { Gate } from './gate.ts'
import { listObjects } from './list.ts'
import { checkName, checkPathName, inNamespace } from './names.ts'
import type {
  Body,
  DeleteOptions,
  DeleteResult,
  ListOptions,
  ListResult,
  PatchRequest,
  WatchEvent,
  WatchOptions,
  WriteResult,
} from './options.ts'
import type { Parts } from './parts.ts'
import { patchObject } from './patch.ts'
import { uidConflict } from './preconditions.ts'
import { currentScale, patchScale, type Scale, writeScale } from './scale.ts'
import { Shapes } from './shapes.ts'
import { keyOf, type Target } from './target.ts'
import { sentManagedFields } from './tracking.ts'
import { replace } from './update.ts'
import { revisionOf, waitFor } from './versions.ts'
import { watchObjects } from './watch.ts'

export interface RegistryOptions {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Ids
  readonly types: Types
  readonly rules?: readonly ClusterRule[]
  /** Whether it is recorded who owns which field; worlds of which nobody asks that are faster without. */
  readonly managedFields?: boolean
}

export class Registry {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Ids
  readonly types: Types
  /** What requests come through. */
  readonly gate = new Gate()
  readonly #parts: Parts

  constructor(options: RegistryOptions) {
    const { store, clock, ids, types, rules = [], managedFields = true } = options
    this.store = store
    this.clock = clock
    this.ids = ids
    this.types = types
    const admission = new Admission({ store, clock, ids, rules })
    const shapes = new Shapes(types)
    this.#parts = { store, clock, ids, types, admission, shapes, managedFields }
  }

  /** The object in the storage version. @throws StatusError NotFound */
  get<T extends KubeObject>(of: Target<T>): T {
    checkPathName(of)
    const object = this.find(of)
    if (object === undefined) throw notFound(of.kind, of.name)
    return object
  }

  find<T extends KubeObject>(of: Target<T>): T | undefined {
    return this.store.get(keyOf(of))?.object as T | undefined
  }

  /** GET with a resourceVersion: waits for a revision that is not there yet, three seconds at most. */
  async read<T extends KubeObject>(
    of: Target<T>,
    resourceVersion: string | undefined,
    context: RequestContext,
  ): Promise<T> {
    checkPathName(of)
    await waitFor(
      this.store,
      revisionOf(resourceVersion, text => plainError(text)),
      context,
    )
    return this.get(of)
  }

  /** All objects of a kind as they are now, for controllers. */
  all<T extends KubeObject>(kind: Kind<T>, namespace?: string): readonly T[] {
    return this.store
      .snapshot()
      .list(resourceOf(kind), namespace)
      .map(entry => entry.object as T)
  }

  list<T extends KubeObject>(
    of: Target<T>,
    options: ListOptions,
    context: RequestContext,
  ): Promise<ListResult<T>> {
    return this.#through(['list'], of, context, () =>
      whenReady(of, () => listObjects(this.store, of, options, context)),
    )
  }

  /** @throws StatusError when the options do not fit; later failures are thrown by the iterator. */
  watch(
    of: Target<never> | Target,
    options: WatchOptions,
    context: RequestContext,
  ): AsyncIterable<WatchEvent> {
    return watchObjects(this.store, this.gate, of, options, context)
  }

  async create<T extends KubeObject>(
    of: Target<T>,
    body: Body | T,
    context: RequestContext,
  ): Promise<T> {
    const waits = this.gate.enter(['create'], of, context)
    if (waits !== undefined) await waits
    return whenReady(of, () =>
      create(this.#parts, of, decodeBody(of, bodyOf(body), this.types, context), context),
    )
  }

  async update<T extends KubeObject>(
    of: Target<T>,
    body: Body | T,
    context: RequestContext,
  ): Promise<WriteResult<T>> {
    const waits = this.gate.enter(['update'], of, context)
    if (waits !== undefined) await waits
    const sent = sentManagedFields(bodyOf(body).value)
    const decoded = await whenReady(of, async () =>
      decodeBody(of, bodyOf(body), this.types, context),
    )
    checkName(of, inNamespace(of, decoded))
    checkPathName(of)
    for (;;) {
      const current = this.store.get(keyOf(of)) as Entry<T> | undefined
      if (current === undefined)
        return whenReady(of, () => this.#createByUpdate(of, decoded, context))
      const object = await whenReady(of, () =>
        replace(this.#parts, of, current, decoded, context, {
          uidIsPrecondition: true,
          sentManagedFields: sent,
        }),
      )
      if (object !== undefined) return { object, created: false }
    }
  }

  async #createByUpdate<T extends KubeObject>(
    of: Target<T>,
    decoded: T,
    context: RequestContext,
  ): Promise<WriteResult<T>> {
    if (!of.kind.createOnUpdate || context.subresource !== '') throw notFound(of.kind, of.name)
    const { resourceVersion: _, ...metadata } = decoded.metadata
    if (metadata.uid !== undefined && metadata.uid !== '') throw uidConflict(of, metadata.uid, '')
    return {
      object: await create(this.#parts, of, { ...decoded, metadata }, context),
      created: true,
    }
  }

  /** Reads, changes and writes until no other write comes between. The same object back means that nothing is to do. */
  async modify<T extends KubeObject>(
    of: Target<T>,
    change: (live: T) => T,
    context: RequestContext,
  ): Promise<T | undefined> {
    const waits = this.gate.enter(CHANGES, of, context)
    if (waits !== undefined) await waits
    for (;;) {
      const current = this.store.get(keyOf(of)) as Entry<T> | undefined
      if (current === undefined) return undefined
      const next = change(current.object)
      if (next === current.object) return current.object
      const done = await whenReady(of, () => replace(this.#parts, of, current, next, context))
      if (done !== undefined) return done
    }
  }

  patch<T extends KubeObject>(
    of: Target<T>,
    request: PatchRequest,
    context: RequestContext,
  ): Promise<WriteResult<T>> {
    return this.#through(['patch'], of, context, () =>
      whenReady(of, () => patchObject(this.#parts, of, request, context)),
    )
  }

  delete<T extends KubeObject>(
    of: Target<T>,
    options: DeleteOptions,
    context: RequestContext,
  ): Promise<DeleteResult<T>> {
    return this.#through(['delete'], of, context, () =>
      whenReady(of, () => deleteObject(this.#parts, of, options, context)),
    )
  }

  /** Deletes what a list finds, one after the other, and tells it as it was listed; what has gone meanwhile is passed over. */
  async deleteCollection<T extends KubeObject>(
    of: Target<T>,
    list: ListOptions,
    options: DeleteOptions,
    context: RequestContext,
  ): Promise<ListResult<T>> {
    const waits = this.gate.enter(['deletecollection'], of, context)
    if (waits !== undefined) await waits
    return this.#deleteAll(of, list, options, { ...context, passed: true })
  }

  async #deleteAll<T extends KubeObject>(
    of: Target<T>,
    list: ListOptions,
    options: DeleteOptions,
    context: RequestContext,
  ): Promise<ListResult<T>> {
    const found = await this.list(of, list, context)
    for (const object of found.items) {
      const one = {
        ...of,
        namespace: object.metadata.namespace ?? '',
        name: object.metadata.name ?? '',
      }
      if (this.find(one) !== undefined) await this.delete(one, options, context)
    }
    return found
  }

  readScale(of: Target): Scale {
    return currentScale(this.#parts, of)
  }

  writeScale(of: Target, body: Body, context: RequestContext): Promise<Scale> {
    return this.#through(['update'], of, context, () =>
      whenReady(of, () => writeScale(this.#parts, of, body, context)),
    )
  }

  patchScale(of: Target, request: PatchRequest, context: RequestContext): Promise<Scale> {
    return this.#through(['patch'], of, context, () =>
      whenReady(of, () => patchScale(this.#parts, of, request, context)),
    )
  }

  #through<R>(
    verbs: readonly string[],
    of: Target<never> | Target,
    context: RequestContext,
    act: () => Promise<R>,
  ): Promise<R> {
    try {
      const waits = this.gate.enter(verbs, of, context)
      return waits === undefined ? act() : waits.then(act)
    } catch (error) {
      return Promise.reject(error)
    }
  }
}

/** How what is read, changed and written may be sent. */
const CHANGES = ['update', 'patch']

function bodyOf<T extends KubeObject>(body: Body | T): Body {
  return 'metadata' in body ? { value: body } : body
}

/** Custom resources may have to be converted by somebody else before anything is done with them. */
const whenReady = <R>(of: Target<never> | Target, run: () => Promise<R>): Promise<R> =>
  of.kind.custom === undefined ? run() : Promise.resolve(ready(run))
