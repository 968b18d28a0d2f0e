import type { KubeObject } from '../meta/object.ts'
import { isStatus, StatusError } from '../meta/status.ts'
import type { RequestContext } from '../registry/context.ts'
import type { EventRecorder } from '../registry/recorder.ts'
import type { Registry } from '../registry/registry.ts'
import { target } from '../registry/target.ts'
import type { Pod } from '../schema/generated/core-v1.ts'
import { at } from './keys.ts'
import { nameOf } from './pod-state.ts'
import { pods } from './rows.ts'

/** Makes and deletes the Pods of a controller, and tells of it in Events of the owner. */
export class PodControl {
  readonly #registry: Registry
  readonly #context: RequestContext
  readonly #recorder: EventRecorder

  constructor(registry: Registry, context: RequestContext, recorder: EventRecorder) {
    this.#registry = registry
    this.#context = context
    this.#recorder = recorder
  }

  /**
   * Makes Pods in batches of 1, 2, 4 …, and no more after a batch with a failure. Failures in a
   * namespace that is going count as none. Returns the errors.
   */
  async create(owner: KubeObject, drafts: readonly Pod[]): Promise<unknown[]> {
    let done = 0
    for (let size = 1; done < drafts.length; size *= 2) {
      const batch = drafts.slice(done, done + size)
      const errors = await this.#all(batch, draft => this.#createOne(owner, draft))
      if (errors.length > 0) return errors
      done += batch.length
    }
    return []
  }

  /** Deletes Pods, all at once; one that is gone already is no failure. Returns the errors. */
  delete(owner: KubeObject, gone: readonly Pod[]): Promise<unknown[]> {
    return this.#all(gone, pod => this.#deleteOne(owner, pod))
  }

  async #createOne(owner: KubeObject, draft: Pod): Promise<void> {
    try {
      const of = target(pods, owner.metadata.namespace ?? '')
      const made = await this.#registry.create(of, draft, this.#context)
      this.#recorder.event(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${nameOf(made)}`)
    } catch (error) {
      if (isNamespaceTerminating(error)) return
      this.#recorder.event(owner, 'Warning', 'FailedCreate', `Error creating: ${textOf(error)}`)
      throw error
    }
  }

  async #deleteOne(owner: KubeObject, pod: Pod): Promise<void> {
    try {
      await this.#registry.delete(at(pods, pod), {}, this.#context)
      this.#recorder.event(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${nameOf(pod)}`)
    } catch (error) {
      if (isStatus(error, 'NotFound')) return
      this.#recorder.event(owner, 'Warning', 'FailedDelete', `Error deleting: ${textOf(error)}`)
      throw error
    }
  }

  async #all(of: readonly Pod[], act: (pod: Pod) => Promise<void>): Promise<unknown[]> {
    const results = await Promise.allSettled(of.map(act))
    return results.flatMap(result => (result.status === 'rejected' ? [result.reason] : []))
  }
}

/** Whether a write failed because its namespace is going. */
export const isNamespaceTerminating = (error: unknown): boolean =>
  error instanceof StatusError &&
  (error.status.details?.causes ?? []).some(cause => cause.reason === 'NamespaceTerminating')

/** The text of an error as events quote it. */
export const textOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)
