import type { EnvVar, ObjectFieldSelector } from '../../schema/generated/core-v1.ts'
import { changed } from '../same.ts'

/** A reference to a field says of which version it speaks. */
export function defaultEnv(env: EnvVar): EnvVar {
  const ref = env.valueFrom?.fieldRef
  if (ref === undefined || ref.apiVersion) return env
  return { ...env, valueFrom: { ...env.valueFrom, fieldRef: defaultFieldRef(ref) } }
}

export function defaultFieldRef(ref: ObjectFieldSelector): ObjectFieldSelector {
  return ref.apiVersion ? ref : changed(ref, 'apiVersion', 'v1')
}
