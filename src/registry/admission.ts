// Admission: the namespace first, then the rules of the kind, then those of the cluster, each in the
// order of its list. Nothing is written here.
import type { Clock } from '../clock.ts'
import type { Ids } from '../ids.ts'
import { sameJson } from '../meta/freeze.ts'
import type { AdmissionContext, AdmissionRule, Kind } from '../meta/kind.ts'
import type { KubeObject } from '../meta/object.ts'
import { forbiddenStatus, notFound } from '../meta/status.ts'
import type { Store } from '../store/store.ts'
import type { RequestContext } from './context.ts'
import { readerOf } from './reader.ts'
import type { Target } from './target.ts'

const NAMESPACES = { group: '', plural: 'namespaces' }

/** A rule of the whole cluster: told the kind, and may wait for the world outside (webhooks). */
export interface ClusterRule {
  readonly name: string
  mutate?(
    of: Target,
    draft: KubeObject,
    old: KubeObject | undefined,
    context: AdmissionContext,
  ): KubeObject | Promise<KubeObject>
  check?(
    of: Target,
    object: KubeObject | undefined,
    old: KubeObject | undefined,
    context: AdmissionContext,
  ): void | Promise<void>
}

export class Admission {
  readonly #store: Store
  readonly #clock: Clock
  readonly #ids: Ids
  readonly #rules: readonly ClusterRule[]

  constructor(parts: { store: Store; clock: Clock; ids: Ids; rules: readonly ClusterRule[] }) {
    this.#store = parts.store
    this.#clock = parts.clock
    this.#ids = parts.ids
    this.#rules = parts.rules
  }

  /** A namespaced object is made in a Namespace that is there and not ending, and changed in one that is there. */
  checkNamespace(of: Target<never> | Target, operation: 'CREATE' | 'UPDATE'): void {
    if (!of.kind.namespaced || of.namespace === '') return
    const namespace = this.#store.get({
      resource: 'namespaces',
      namespace: '',
      name: of.namespace,
    })?.object
    if (namespace === undefined) throw notFound(NAMESPACES, of.namespace)
    if (operation === 'CREATE' && namespace.metadata.deletionTimestamp !== undefined)
      throw terminating(of, of.namespace)
  }

  async mutate<T extends KubeObject>(
    of: Target<T>,
    draft: T,
    old: T | undefined,
    context: AdmissionContext,
  ): Promise<T> {
    const own = ownChanges(of.kind, draft, old, context)
    const changed = await this.#clusterChanges(of, own, old, context)
    if (changed === own || sameJson(changed, own)) return changed
    // What was changed is looked at once more: a container that a webhook adds has its limits as well.
    return this.#clusterChanges(of, ownChanges(of.kind, changed, old, context), old, context)
  }

  async #clusterChanges<T extends KubeObject>(
    of: Target<T>,
    draft: T,
    old: T | undefined,
    context: AdmissionContext,
  ): Promise<T> {
    let object = draft
    for (const rule of this.#rules) {
      const changed = rule.mutate?.(of as unknown as Target, object, old, context) ?? object
      // Most rules do not wait for anything, and a write passes many.
      object = (changed instanceof Promise ? await changed : changed) as T
    }
    return object
  }

  async check<T extends KubeObject>(
    of: Target<T>,
    object: T | undefined,
    old: T | undefined,
    context: AdmissionContext,
  ): Promise<void> {
    for (const rule of rulesOf(of.kind)) rule.check?.(object, old, context)
    for (const rule of this.#rules) {
      const checked = rule.check?.(of as unknown as Target, object, old, context)
      if (checked !== undefined) await checked
    }
  }

  contextOf(operation: AdmissionContext['operation'], request: RequestContext): AdmissionContext {
    return {
      operation,
      subresource: request.subresource,
      user: request.user,
      dryRun: request.dryRun,
      reader: readerOf(this.#store),
      nowMs: this.#clock.nowMs(),
      suffix: length => this.#ids.suffix(length),
      warn: text => request.warn(text),
    }
  }
}

function ownChanges<T extends KubeObject>(
  kind: Kind<T>,
  draft: T,
  old: T | undefined,
  context: AdmissionContext,
): T {
  let object = draft
  for (const rule of rulesOf(kind)) object = rule.mutate?.(object, old, context) ?? object
  return object
}

function rulesOf<T extends KubeObject>(kind: Kind<T>): readonly AdmissionRule<T>[] {
  return kind.admission ?? []
}

function terminating(of: Target<never> | Target, namespace: string): Error {
  return forbiddenStatus(
    of.kind,
    of.name,
    `unable to create new content in namespace ${namespace} because it is being terminated`,
    [
      {
        reason: 'NamespaceTerminating',
        message: `namespace ${namespace} is being terminated`,
        field: 'metadata.namespace',
      },
    ],
  )
}
