// What every Kubernetes object shares. This room knows no kind: metadata, selectors, quantities,
// times, field errors and Status errors live here; nothing here imports anything of ours.

/** A reference to an owner; see metav1.OwnerReference. */
export interface OwnerReference {
  apiVersion: string
  kind: string
  name: string
  uid: string
  controller?: boolean
  blockOwnerDeletion?: boolean
}

/** One manager's set of fields; see metav1.ManagedFieldsEntry. */
export interface ManagedFieldsEntry {
  manager?: string
  operation?: string
  apiVersion?: string
  time?: string
  fieldsType?: string
  fieldsV1?: unknown
  subresource?: string
}

/** metav1.ObjectMeta as it stands in JSON. Times are RFC 3339 with whole seconds in UTC. */
export interface ObjectMeta {
  name?: string
  generateName?: string
  namespace?: string
  selfLink?: string
  uid?: string
  resourceVersion?: string
  generation?: number
  creationTimestamp?: string
  deletionTimestamp?: string
  deletionGracePeriodSeconds?: number
  labels?: Readonly<Record<string, string>>
  annotations?: Readonly<Record<string, string>>
  ownerReferences?: readonly OwnerReference[]
  finalizers?: readonly string[]
  managedFields?: readonly ManagedFieldsEntry[]
}

/**
 * Any object of the API. Stored objects are deeply frozen and shared: whoever wants another one
 * builds a new one with spread. Kinds refine this type (see `schema/generated`).
 */
export interface KubeObject {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
}

/** A value that came out of JSON or goes into it. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json }

/** An object of JSON whose members are not known yet. */
export type JsonObject = { readonly [key: string]: unknown }

/** Whether a value is an object of JSON, neither list nor null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An object without some of its members; itself when it has none of them. */
export function without<T extends object, K extends keyof T>(
  object: T,
  names: readonly K[],
): Omit<T, K> {
  let kept: T | undefined
  for (const name of names) {
    if (!(name in object)) continue
    kept ??= { ...object }
    delete kept[name]
  }
  return kept ?? object
}

/** `group/version`, or just the version for the core group. */
export function apiVersionOf(group: string, version: string): string {
  return group === '' ? version : `${group}/${version}`
}

/** The owner that controls an object, if one does. */
export function controllerOf(object: { metadata: ObjectMeta }): OwnerReference | undefined {
  const { ownerReferences } = object.metadata
  if (ownerReferences === undefined) return undefined
  for (const owner of ownerReferences) if (owner.controller === true) return owner
  return undefined
}
