// What kubelets tell in Events; each has a recorder of its own, because their sources differ by host.
import type { Aside } from '../loop/runner.ts'
import type { Node, ObjectReference, Pod } from '../schema/generated/core-v1.ts'

/** Where Events go; `EventRecorder` is one. */
export interface Recorder extends Aside {
  event(
    object: Pod | Node | ObjectReference,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
  ): void
}

/** The recorders of all kubelets, made when they are needed. */
export class KubeletEvents implements Aside {
  readonly #recorders = new Map<string, Recorder>()
  readonly #make: (nodeName: string) => Recorder

  constructor(make: (nodeName: string) => Recorder) {
    this.#make = make
  }

  get pending(): number {
    let pending = 0
    for (const recorder of this.#recorders.values()) pending += recorder.pending
    return pending
  }

  async idle(): Promise<void> {
    for (const recorder of this.#recorders.values()) if (recorder.pending > 0) await recorder.idle()
  }

  of(nodeName: string): Recorder {
    let recorder = this.#recorders.get(nodeName)
    if (recorder === undefined) {
      recorder = this.#make(nodeName)
      this.#recorders.set(nodeName, recorder)
    }
    return recorder
  }
}

/** A container of a Pod as Events point to it. */
export function containerReference(pod: Pod, field: string, name: string): ObjectReference {
  const { namespace = '', name: podName = '', uid = '', resourceVersion = '' } = pod.metadata
  return {
    kind: 'Pod',
    namespace,
    name: podName,
    uid,
    apiVersion: 'v1',
    resourceVersion,
    fieldPath: `spec.${field}{${name}}`,
  }
}

/** A node as its kubelet points to it: by its name for a uid. */
export const nodeReference = (name: string): ObjectReference => ({ kind: 'Node', name, uid: name })

/** What a kubelet says when it starts. */
export function tellStart(recorder: Recorder, nodeName: string): void {
  const node = nodeReference(nodeName)
  recorder.event(node, 'Normal', 'Starting', 'Starting kubelet.')
  for (const reason of STARTED) tellNode(recorder, nodeName, reason)
}

/** What a kubelet says of the state of its node. */
export const tellNode = (recorder: Recorder, nodeName: string, reason: string): void =>
  recorder.event(
    nodeReference(nodeName),
    'Normal',
    reason,
    `Node ${nodeName} status is now: ${reason}`,
  )

const STARTED = [
  'NodeHasSufficientMemory',
  'NodeHasNoDiskPressure',
  'NodeHasSufficientPID',
  'NodeReady',
]
