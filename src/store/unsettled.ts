import type { KubeObject } from '../meta/object.ts'

/**
 * Objects that the real server keeps otherwise than it shows them: reading adds defaults that nothing had when they
 * were written. The next write stores them anew, though it changes nothing that can be seen.
 */
const unsettled = new WeakSet<KubeObject>()

export const noteUnsettled = (object: KubeObject): void => void unsettled.add(object)

export const isUnsettled = (object: KubeObject): boolean => unsettled.has(object)
