import type { Node, ObjectReference, Pod } from '../../schema/generated/core-v1.ts'

/** Where these controllers tell what they did; `EventRecorder` is one. */
export interface Recorder {
  event(
    object: Pod | Node | ObjectReference,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
  ): void
}
