import type { KubeObject } from '../meta/object.ts'

/** The object held by a finalizer; the same when it is already. */
export function addFinalizer<T extends KubeObject>(object: T, finalizer: string): T {
  const { finalizers = [] } = object.metadata
  if (finalizers.includes(finalizer)) return object
  return { ...object, metadata: { ...object.metadata, finalizers: [...finalizers, finalizer] } }
}

/** The object without a finalizer; the same when it is not held by it. */
export function removeFinalizer<T extends KubeObject>(object: T, finalizer: string): T {
  const { finalizers = [], ...metadata } = object.metadata
  const left = finalizers.filter(one => one !== finalizer)
  if (left.length === finalizers.length) return object
  return {
    ...object,
    metadata: { ...metadata, ...(left.length === 0 ? {} : { finalizers: left }) },
  }
}

/** Whether a protecting finalizer is missing on an object that is not being deleted. */
export const needsFinalizer = ({ metadata }: KubeObject, finalizer: string): boolean =>
  metadata.deletionTimestamp === undefined && !(metadata.finalizers ?? []).includes(finalizer)

/** Whether an object waits to be released from a finalizer: its deletion was asked for. */
export const isReleasable = ({ metadata }: KubeObject, finalizer: string): boolean =>
  metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).includes(finalizer)
