import type { RequestContext } from '../registry/context.ts'
import type { DeleteOptions } from '../registry/options.ts'
import type { PodLogOptions } from '../schema/generated/core-v1.ts'

/** A Pod by name. */
export interface PodPlace {
  readonly namespace: string
  readonly name: string
}

/** What is no verb of the registry: other rooms do it, and the composition root hands it over. */
export interface Actions {
  /** Deletes a Pod if its disruption budget allows it. @throws StatusError */
  evict(pod: PodPlace, options: DeleteOptions, context: RequestContext): Promise<void>
  /** What a container has written so far; undefined for a Pod that has no node yet. @throws StatusError */
  log(pod: PodPlace, options: PodLogOptions): string | undefined
  /** What a container writes, as it comes, until its Pod ends or the signal aborts. @throws StatusError */
  followLog(pod: PodPlace, options: PodLogOptions, signal: AbortSignal): AsyncIterable<string>
}
