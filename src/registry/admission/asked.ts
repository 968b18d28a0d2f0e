// A write as policies and webhooks see it: in a version of the client's or an equivalent one, through its
// subresource, with the objects as that version has them.
import type { AdmissionContext, ServedVersion } from '../../meta/kind.ts'
import { apiVersionOf, type KubeObject } from '../../meta/object.ts'
import { scaleOf } from '../scale.ts'
import type { Target } from '../target.ts'

export interface Asked {
  readonly of: Target
  readonly context: AdmissionContext
  readonly object: KubeObject | undefined
  readonly old: KubeObject | undefined
  /** Of what has a namespace, and of namespaces themselves. */
  readonly namespace: KubeObject | undefined
  readonly name: string
}

export function asked(
  of: Target,
  object: KubeObject | undefined,
  old: KubeObject | undefined,
  context: AdmissionContext,
): Asked {
  const name = of.name === '' ? ((object ?? old)?.metadata.name ?? '') : of.name
  return {
    of,
    object,
    old,
    context,
    name,
    get namespace() {
      if (of.kind.group === '' && of.kind.plural === 'namespaces') return object ?? old
      if (of.namespace === '') return undefined
      return context.reader.get('namespaces', '', of.namespace)
    },
  }
}

export interface GroupVersionName {
  readonly group: string
  readonly version: string
}

export const groupVersionOf = (of: Target, version: ServedVersion): GroupVersionName => ({
  group: version.group ?? of.kind.group,
  version: version.version,
})

/** An object as a version has it; through `scale` it is one. */
export function seenIn(
  { of, context }: Asked,
  version: ServedVersion,
  object: KubeObject | undefined,
): KubeObject | undefined {
  if (object === undefined) return undefined
  if (context.subresource === 'scale') return scaleOf(of, object)
  const { group, version: name } = groupVersionOf(of, version)
  const seen = version.fromStorage?.(object) ?? object
  return { ...seen, kind: of.kind.kind, apiVersion: apiVersionOf(group, name) }
}

/** The kind that is seen: the row's, or the subresource's. */
export function kindSeen({ of, context }: Asked, version: ServedVersion) {
  if (context.subresource === 'scale') return { group: 'autoscaling', version: 'v1', kind: 'Scale' }
  return { ...groupVersionOf(of, version), kind: of.kind.kind }
}
