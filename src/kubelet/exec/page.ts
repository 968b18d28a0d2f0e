import type { Pod } from '../../schema/generated/core-v1.ts'

/** A request for HTTP that has reached a container. */
export interface PageRequest {
  readonly pod: Pod
  readonly port: number
  readonly method: string
  /** With its query. */
  readonly path: string
}

export interface Page {
  readonly code: number
  readonly type: string
  readonly text: string
}

/** What every port of a simulated Pod answers. */
export function pageOf({ pod, port, method, path }: PageRequest): Page {
  const { namespace = '', name = '' } = pod.metadata
  const text = `${method} ${path} HTTP/1.1 reached port ${port} of pod ${name} in namespace ${namespace} on node ${pod.spec?.nodeName ?? ''}\n`
  return { code: 200, type: 'text/plain; charset=utf-8', text }
}
